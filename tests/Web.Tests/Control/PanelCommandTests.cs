using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Tests.Shared;
using Panel.Web.Configuration;
using Panel.Web.Control;
using Panel.Web.Tests.Auth;

namespace Panel.Web.Tests.Control;

/// <summary>The command against the real panel, over its socket.</summary>
public sealed class PanelCommandTests(PanelApp app) : IClassFixture<PanelApp>
{
    private PanelOptions Options => app.Services.GetRequiredService<PanelOptions>();

    private string Socket => ControlHost.PathOf(Options);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Socket_IsForRootOnly() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));

    [Fact]
    public async Task Peer_ThatIsNotRoot_IsRefused()
    {
        // The file's mode is not what protects it.
        File.SetUnixFileMode(Options.RunRoot, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(Path.GetDirectoryName(Options.RunRoot)!, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(Socket, (UnixFileMode)0b110_110_110);
        const string Ask = "import socket,sys;s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);s.sendall(b'{\"Command\":\"unlock\",\"Arguments\":[]}\\n');print(s.makefile().readline())";

        var answer = await Command.OutputAsync("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", "/usr/bin/python3", "-c", Ask, Socket], Cancellation);

        Assert.Contains("Only root of this machine may use the command panel", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Text\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResetPassword_PrintsItOnceEndsSessionsAndNamesTheLinuxUser()
    {
        await app.AddUserAsync("careless", PanelRole.Viewer);
        using var before = await app.SignInAsync("careless");

        var (code, output, errors) = await RunAsync("reset-password", "CARELESS");

        Assert.Equal((0, ""), (code, errors));
        var password = output.Trim();
        Assert.Equal(20, password.Length);
        using var session = app.Open();
        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await session.SubmitSignInAsync("careless", password)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await before.GetAsync("/containers")).StatusCode);
        var row = await AuditAsync("user.password-reset");
        Assert.Equal((ActorKind.LinuxUser, "0", AuditResult.Succeeded), (row.ActorKind, row.ActorId, row.Result));
        Assert.StartsWith("root (uid 0)", row.ActorName, StringComparison.Ordinal);
        Assert.EndsWith("via command panel", row.ActorName, StringComparison.Ordinal);
        Assert.DoesNotContain(password, $"{row.Details}{row.Message}{row.Target}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResetPassword_FromTheStandardInput_PrintsNothing()
    {
        await app.AddUserAsync("typed", PanelRole.Viewer);
        Assert.Equal((0, "", ""), await RunAsync(["reset-password", "typed", "--stdin"], "another good password\n"));
        using var session = app.Open();
        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await session.SubmitSignInAsync("typed", "another good password")).StatusCode);
        Assert.Equal((1, "", "panel: A password needs 12 characters or more.\n"), await RunAsync(["reset-password", "typed", "--stdin"], "short\n"));
    }

    [Fact]
    public async Task Unlock_OfAUser_IsInTheAuditHistory()
    {
        Assert.Equal((0, "Viewer can sign in again.\n", ""), await RunAsync("unlock", "Viewer"));
        Assert.Equal(ActorKind.LinuxUser, (await AuditAsync("session.unlock")).ActorKind);
    }

    [Theory]
    [InlineData("panel: There is no user nobody to unlock; see the names on the page Users.\n", "unlock", "nobody")]
    [InlineData("panel: There is no user nobody; the page Users lists the names.\n", "reset-password", "nobody")]
    [InlineData("panel: There is no job 123; 'panel jobs' lists the newest ones.\n", "jobs", "123")]
    public async Task Command_ThatFails_SaysWhyInOneSentence(string sentence, params string[] words) => Assert.Equal((1, "", sentence), await RunAsync(words));

    [Fact]
    public async Task Health_OfARunningPanel_IsOk()
    {
        var (code, output, errors) = await RunAsync("health");
        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("ok", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_WithoutAny_PrintsTheHeading()
    {
        var (code, output, _) = await RunAsync("jobs");
        Assert.Equal(0, code);
        Assert.StartsWith("ID ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("health")]
    [InlineData("jobs")]
    public async Task Command_WithoutARunningPanel_SaysSo(string word)
    {
        // run.sh hands on whatever settings it is given.
        var (code, output, errors) = await RunAsync([word, "--Panel:RunRoot=/nonexistent", "--Urls=http://127.0.0.1:0", "--AllowedHosts=panel.example"], "");
        Assert.Equal((3, "", "panel: No panel is running at /nonexistent/panel.sock; start it, or name another run root with --Panel:RunRoot=PATH.\n"), (code, output, errors));
    }

    [Theory]
    [InlineData("unlok")]
    [InlineData("jobs", "--nosuch")]
    [InlineData("reset-password")]
    [InlineData("help", "unlok")]
    [InlineData("bootstrap", "alpine")]
    public async Task CommandLine_ThatIsWrong_IsOneSentenceWithWhatWouldBeRight(params string[] words)
    {
        var (code, output, errors) = await RunAsync(words);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("panel: ", errors, StringComparison.Ordinal);
        Assert.Contains("'panel help COMMAND' explains one.", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("unlock", "panel unlock ada", "help", "unlock")]
    [InlineData("unlock", "panel unlock ada", "unlock", "--help")]
    [InlineData("reset-password", "panel help reset-password", "--help")]
    [InlineData("reset-password", "panel help reset-password", "help")]
    public async Task Help_HasExamplesAndExitCodes(string word, string example, params string[] words)
    {
        var (code, output, errors) = await RunAsync(words);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(word, output, StringComparison.Ordinal);
        Assert.Contains("  " + example, output, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfAnotherVersion_IsAnsweredWithASentence()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), Cancellation);
        await socket.SendAsync("{\"Command\":\"scan\",\"Arguments\":[]}\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        Assert.Contains("does not know scan", await reader.ReadLineAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(false, "--Urls=http://127.0.0.1:1")]
    [InlineData(false, "--urls", "http://127.0.0.1:1")]
    [InlineData(true, "unlock")]
    [InlineData(true, "--help")]
    [InlineData(true, "--version")]
    public void CommandLine_WithAWord_IsNotTheServers(bool isCommand, params string[] args) => Assert.Equal(isCommand, PanelCommand.IsAsked(args));

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] words) => RunAsync(words, "");

    private async Task<(int Code, string Output, string Errors)> RunAsync(string[] words, string input)
    {
        using var reader = new StringReader(input);
        await using var output = new StringWriter { NewLine = "\n" };
        await using var errors = new StringWriter { NewLine = "\n" };
        string[] settings = words.Any(word => word.StartsWith("--Panel:", StringComparison.Ordinal)) ? [] : [$"--Panel:RunRoot={Options.RunRoot}"];
        var code = await PanelCommand.RunAsync([.. words, .. settings], reader, output, errors, Cancellation);
        return (code, output.ToString(), errors.ToString());
    }

    private async Task<AuditEntry> AuditAsync(string operation)
    {
        await using var database = await app.Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Cancellation);
        return await database.Audit.Where(row => row.Operation == operation).OrderByDescending(row => row.Id).FirstAsync(Cancellation);
    }
}
