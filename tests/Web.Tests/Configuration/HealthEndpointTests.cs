using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Door;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Configuration;

public sealed class HealthEndpointTests : IAsyncLifetime
{
    private const string Secret = "password=hunter2";
    private static readonly Task s_never = new TaskCompletionSource().Task;

    private readonly string _folder = Directory.CreateTempSubdirectory("panel-health-").FullName;
    private readonly FakeEngine _engine = new();
    private WebApplication _app = null!;
    private Task _databaseAnswers = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        OwnDatabase.Prepare();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton(new SystemEngine(() => _engine));
        builder.Services.AddSingleton<PanelProblems>();
        builder.Services.AddSingleton<IDbContextFactory<PanelDbContext>>(new Database(new OwnDatabase(_folder), () => _databaseAnswers));
        _app = builder.Build();
        _app.MapPanelHealth();
        await _app.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Health_OfAPanelThatIsWell_IsOk() => Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Health_WithoutItsDatabase_IsUnavailableAndNamesIt(bool hangs)
    {
        _databaseAnswers = hangs ? s_never : Task.FromException(new InvalidOperationException(Secret));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "The database does not answer."), await AskAsync());
        _databaseAnswers = Task.CompletedTask;
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Health_WithoutItsEngine_IsUnavailableAndNamesIt(bool hangs)
    {
        _engine.Containers.Listing = hangs ? s_never : Task.FromException(new EngineFailureException(Secret, "list"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "The engine does not answer."), await AskAsync());
    }

    [Fact]
    public async Task Health_WithANetworkThatIsNotWhole_IsUnavailableWithoutTheReason()
    {
        _engine.Networks.Problems = ["The nftables table panel is missing."];
        var (status, text) = await AskAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("Something is wrong with the containers' network", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nftables", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WithWhatThePanelDoesNotUnderstand_ServesAndCountsIt()
    {
        _engine.Containers.Put(Sample.Container("fine"), Doubtful("old"), Doubtful("odd"));
        Assert.Equal((HttpStatusCode.OK, "ok, but the panel does not understand 2 containers; the dashboard says why."), await AskAsync());
        _engine.Problems = [new("The file secret cannot be read", "Restore it.")];
        const string both = "ok, but the panel does not understand 2 containers and 1 stored object; the dashboard says why.";
        Assert.Equal((HttpStatusCode.OK, both), await AskAsync());
    }

    private static ContainerDetails Doubtful(string name) => Sample.Doubtful(Sample.Container(name), ContainerDoubtKind.Silent);

    private async Task<(HttpStatusCode Status, string Text)> AskAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        using var answer = await client.GetAsync(new Uri("/healthz", UriKind.Relative), Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private sealed class Database(IDbContextFactory<PanelDbContext> real, Func<Task> answers) : IDbContextFactory<PanelDbContext>
    {
        public PanelDbContext CreateDbContext() => real.CreateDbContext();

        public async Task<PanelDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            await answers();
            return await real.CreateDbContextAsync(cancellationToken);
        }
    }
}
