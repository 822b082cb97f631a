using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>The panel needs no inotify instance: a machine whose root has none left still starts it.</summary>
public sealed class WatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Panel_OnceItHasStarted_WatchesNoFile()
    {
        // One of its own: who follows a log makes the panel watch that.
        await using var panel = await PanelProcess.StartAsync(new Dictionary<string, string>(), Cancellation);
        Assert.DoesNotContain(
            Directory.EnumerateFiles($"/proc/{panel.Id}/fd"),
            descriptor => new FileInfo(descriptor).LinkTarget?.Contains("inotify", StringComparison.Ordinal) == true);
    }

    // strace answers in the kernel's place, so that other programs of the machine keep their instances.
    [Fact]
    public async Task Panel_WithoutInotifyInstances_StartsAndFollowsALog()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "./test.sh installs strace.");
        const string calls = "inotify_init,inotify_init1";
        await using var panel = await PanelProcess.StartByAsync(
            ["/usr/bin/strace", "-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:error=EMFILE"], Cancellation);
        using var api = new ApiClient(panel.Roots.Paths.RunRoot + "/docker.sock");
        var tar = Path.GetDirectoryName(panel.Roots.Paths.DataRoot) + "/busybox.tar";
        await Command.OutputAsync("bash", [Path.Combine(Repository.Root, "docker-bootstrap/images/build.sh"), "busybox", tar], Cancellation);
        await ApiPanel.ImportBusyboxAsync(api, tar);

        var id = await api.RunAsync("sleep 1; echo late", name: "case");
        var log = await api.SendAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1&follow=1");

        Assert.Contains("late", log, StringComparison.Ordinal);
        Assert.Contains("inotify is not available (errno 24); logs are polled", panel.Output, StringComparison.Ordinal);
    }
}
