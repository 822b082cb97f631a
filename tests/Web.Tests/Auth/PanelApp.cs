using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Tests.Shared;
using Panel.Web.Configuration;
using Panel.Web.Control;
using Panel.Web.Features.Users;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Auth;

/// <summary>The real panel on a free port, with its own SQLite database and an engine in memory.</summary>
public sealed partial class PanelApp : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private readonly string _root = Directory.CreateTempSubdirectory("panel-web-").FullName;
    private WebApplication? _app;

    /// <summary>Of the clients of its Docker API over TCP.</summary>
    public TestAuthority Authority { get; private set; } = null!;

    public WebApplication Panel => _app!;

    public IServiceProvider Services => _app!.Services;

    public Uri Address => new(_app!.Urls.First());

    public async ValueTask InitializeAsync()
    {
        Authority = new TestAuthority(_root);
        var server = Authority.Server();
        string[] settings =
        [
            "--applicationName=panel", "--Urls=http://127.0.0.1:0", $"--Panel:DataRoot={_root}/data", $"--Panel:RunRoot={_root}/run",
            "--Panel:Admin:UserName=ada", $"--Panel:Admin:Password={Password}", "--Logging:LogLevel:Default=Warning",
            "--Panel:ApiTcp:Listen=127.0.0.1:0", $"--Panel:ApiTcp:Authority={Authority.Path}", $"--Panel:ApiTcp:Certificate={server.Path}", $"--Panel:ApiTcp:Key={server.KeyPath}",
        ];
        _app = Program.Build(settings, builder => builder.Services.AddSingleton<EngineFactory>((_, _) => Task.FromResult<IContainerEngine>(new FakeEngine())));
        await PanelHost.StartAsync(_app, TestContext.Current.CancellationToken);
        foreach (var role in (PanelRole[])[PanelRole.Viewer, PanelRole.Operator])
            await AddUserAsync(role.ToString(), role);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        Authority.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    public Task<PanelUser> AddUserAsync(string name, PanelRole role) =>
        Services.GetRequiredService<UserDirectory>().CreateAsync(name, Password, role, onlyIfFirst: false, TestContext.Current.CancellationToken);

    /// <summary>Unlocks a user by the machine's own command.</summary>
    public async Task UnlockAsync(string name)
    {
        string[] line = ["unlock", name, $"--Panel:RunRoot={_root}/run"];
        Assert.Equal(0, await PanelCommand.RunAsync(line, TextReader.Null, TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken));
    }

    /// <summary>A browser without scripts; follows no redirect.</summary>
    public Session Open() => new(Address);

    public async Task<Session> SignInAsync(string name)
    {
        var session = Open();
        var answer = await session.SubmitSignInAsync(name, Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return session;
    }

    public sealed partial class Session : IDisposable
    {
        public Session(Uri address)
        {
            Client = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = address };
        }

        public HttpClient Client { get; }

        public CookieContainer Cookies { get; } = new();

        public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        public Task<HttpResponseMessage> SubmitSignInAsync(string name, string password) =>
            SubmitAsync("/signin", "signin", ("Form.UserName", name), ("Form.Password", password));

        /// <summary>Sends a form of a page.</summary>
        public Task<HttpResponseMessage> SubmitAsync(string path, string form, params (string Name, string Value)[] values) => SubmitToAsync(path, path, form, values);

        /// <summary>Sends a form with the token of a page to another address.</summary>
        public async Task<HttpResponseMessage> SubmitToAsync(string target, string path, string form, params (string Name, string Value)[] values)
        {
            var page = await Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Dictionary<string, string> fields = [];
            foreach (Match match in Hidden().Matches(page)) fields[match.Groups["name"].Value] = WebUtility.HtmlDecode(match.Groups["value"].Value);
            fields["_handler"] = form;
            foreach (var (name, value) in values) fields[name] = value;
            using var content = new FormUrlEncodedContent(fields);
            return await Client.PostAsync(new Uri(target, UriKind.Relative), content, TestContext.Current.CancellationToken);
        }

        public void Dispose() => Client.Dispose();

        [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)"\s*/?>""")]
        private static partial Regex Hidden();
    }
}
