using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Rights;

/// <summary>Who may use the socket, and what happens to an existing one.</summary>
// One after another, because each has its own panel.
[Collection("Panels")]
public sealed class SocketRightsTests : IAsyncLifetime
{
    private const int Nobody = 65534;
    private readonly string _folder = Directory.CreateTempSubdirectory("pnls").FullName;
    private readonly List<PanelProcess> _panels = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Link => _folder + "/link.sock";

    private string Path => _folder + "/docker.sock";

    public ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var panel in _panels) await panel.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Socket_IsForItsOwnerAndGroupOnly()
    {
        await StartAsync();
        const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(Path));
        var group = (await Command.OutputAsync("stat", ["-c", "%g", Path], Cancellation)).Trim();
        Assert.NotEqual(0, (await AskAsync(Nobody, $"{Nobody}")).Code);
        Assert.Equal((0, "200"), await AskAsync(Nobody, group));

        // Whoever comes in all the same is told apart by the kernel, not by the file's mode.
        File.SetUnixFileMode(Path, OwnerAndGroup | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        Assert.Equal((0, "403"), await AskAsync(Nobody, $"{Nobody}"));
    }

    [Fact]
    public async Task Socket_OfALivingPanel_IsRefusedToAnotherInOneSentence()
    {
        await StartAsync();
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);
        Assert.Contains($"panel: Another program serves {Path}; stop it, or set Panel:ApiSocket to another path.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((0, "200"), await AskAsync(0, "0"));
    }

    [Fact]
    public async Task SocketAndLinkToIt_OfAKilledPanel_AreServedAgainAndOfAStoppedOneGone()
    {
        var panel = await StartAsync();
        Assert.Equal((0, "200"), await AskAsync(0, "0", Link));
        await panel.KillAsync(Cancellation);
        Assert.NotEqual(0, (await AskAsync(0, "0", Link)).Code);
        await panel.StartAgainAsync(Cancellation);
        Assert.Equal((0, "200"), await AskAsync(0, "0"));
        Assert.Equal((0, "200"), await AskAsync(0, "0", Link));

        await panel.StopAsync(Cancellation);

        Assert.Null(new FileInfo(Link).LinkTarget);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task Path_ThatIsNoSocket_IsLeftAlone()
    {
        await File.WriteAllTextAsync(Path, "mine", Cancellation);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);
        Assert.Contains("exists and is not a socket", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path, Cancellation));
    }

    private async Task<PanelProcess> StartAsync()
    {
        var panel = await PanelProcess.StartAsync(new Dictionary<string, string> { ["Panel__ApiSocket"] = Path, ["Panel__DockerSocketLink"] = Link }, Cancellation);
        _panels.Add(panel);
        return panel;
    }

    /// <summary>Asks as another user: curl's exit code and the status.</summary>
    private async Task<(int Code, string Status)> AskAsync(int user, string group, string? socket = null)
    {
        var (code, output, _) = await Command.TryAsync(
            "setpriv", ["--reuid", $"{user}", "--regid", group, "--clear-groups", "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", socket ?? Path, "http://docker/containers/json"], Cancellation);
        return (code, code == 0 ? output : "");
    }
}
