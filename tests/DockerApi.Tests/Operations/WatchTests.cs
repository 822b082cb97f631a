using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>The panel needs no inotify instance: a machine whose root has none left still starts it.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task Panel_OnceItHasStarted_WatchesNoFile()
    {
        // One of its own: who follows a log makes the panel watch that.
        await using var panel = await PanelProcess.StartAsync(new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(
            Directory.EnumerateFiles($"/proc/{panel.Id}/fd"),
            descriptor => new FileInfo(descriptor).LinkTarget?.Contains("inotify", StringComparison.Ordinal) == true);
    }
}
