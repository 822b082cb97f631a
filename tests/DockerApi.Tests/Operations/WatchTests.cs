using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>The panel needs no inotify instance: a machine whose root has none left still starts it.</summary>
public sealed class WatchTests(ApiPanel panel) : ApiTest(panel)
{
    [Fact]
    public void Panel_WhileItRuns_WatchesNoFile() =>
        Assert.DoesNotContain(Directory.EnumerateFiles($"/proc/{Panel.Process.Id}/fd"), descriptor => File.ResolveLinkTarget(descriptor, false)?.Name.Contains("inotify", StringComparison.Ordinal) == true);
}
