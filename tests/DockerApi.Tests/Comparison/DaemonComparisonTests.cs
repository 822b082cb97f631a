using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Comparison;

/// <summary>Images, volumes, networks and the daemon, in Docker's and the panel's answers.</summary>
public sealed class DaemonComparisonTests(ApiPanel panel, DockerEngine docker) : ComparisonTest(panel, docker)
{
    [Fact]
    public async Task Daemon_AskedForItself_TellsTheSameFields()
    {
        await CompareAsync("ping", "GET", "/_ping");
        await CompareAsync("ping", "HEAD", "/_ping");
        await CompareAsync("version", "GET", "/version");
        await CompareAsync("info", "GET", "/info");
        AssertSame();
    }

    [Fact]
    public async Task Images_MadeByImportAndCommit_AreToldAlike()
    {
        await CompareAsync("images", "GET", "/images/json");
        await CompareAsync("image", "GET", "/images/busybox/json");
        await CompareAsync("history", "GET", "/images/busybox/history");
        await RunAsync("source", """ "Cmd":["sh","-c","echo x >/made; exec sleep 1000"],"Env":["A=b"],"Labels":{"a":"b"},"ExposedPorts":{"80/tcp":{}},"Volumes":{"/v":{}} """);
        await UntilAsync("/containers/source/changes", changes => changes.GetRawText().Contains("/made", StringComparison.Ordinal));
        await LearnAsync("committed", "POST", "/commit?container=source&repo=made&tag=1&comment=why&author=ada&changes=" + Uri.EscapeDataString("CMD [\"made\"]"), "{}");
        await CompareAsync("images", "GET", "/images/json");
        await CompareAsync("image", "GET", "/images/made:1/json");
        await CompareAsync("history", "GET", "/images/made:1/history");
        await CompareAsync("tag", "POST", "/images/made:1/tag?repo=other&tag=2");
        await CompareAsync("image", "GET", "/images/other:2/json");
        foreach (var filters in new[] { """{"reference":["made"]}""", """{"reference":["made:1"]}""", """{"reference":["ma*:*"]}""", """{"dangling":["true"]}""", """{"dangling":["false"]}""", """{"label":["a=b"]}""", """{"before":["made:1"]}""", """{"since":["busybox"]}""" })
            await CompareAsync("images", "GET", "/images/json?filters=" + Uri.EscapeDataString(filters));
        await CompareAsync("untag", "DELETE", "/images/other:2");
        await CompareAsync("remove image", "DELETE", "/images/made:1");
        AssertSame();
    }

    [Fact]
    public async Task Volumes_NamedAndAnonymous_AreToldAlike()
    {
        await CompareAsync("volumes", "GET", "/volumes");
        await CompareAsync("volume", "POST", "/volumes/create", """{"Name":"data","Labels":{"a":"b"}}""");
        await CompareAsync("volume", "POST", "/volumes/create", """{"Name":"data"}""");
        await CompareAsync("volume", "POST", "/volumes/create", """{"Name":"plain","Driver":"local"}""");
        await CompareAsync("volume", "GET", "/volumes/data");
        await CreateAsync("user", """ "Cmd":["true"],"HostConfig":{"Binds":["data:/data"]} """);
        foreach (var filters in new[] { "{}", """{"name":["da"]}""", """{"label":["a"]}""", """{"dangling":["true"]}""", """{"dangling":["false"]}""", """{"driver":["local"]}""" })
            await CompareAsync("volumes", "GET", "/volumes?filters=" + Uri.EscapeDataString(filters));
        await CompareAsync("remove volume in use", "DELETE", "/volumes/data");
        await CompareAsync("prune volumes", "POST", "/volumes/prune");
        await CompareAsync("remove volume", "DELETE", "/volumes/plain");
        AssertSame();
    }

    [Fact]
    public async Task Networks_OfEveryHost_AreToldAlike()
    {
        await RunAsync("member");
        await CompareAsync("networks", "GET", "/networks");
        foreach (var name in new[] { "bridge", "host", "none" }) await CompareAsync("network", "GET", "/networks/" + name);
        foreach (var filters in new[] { """{"driver":["bridge"]}""", """{"name":["ost"]}""", """{"type":["builtin"]}""", """{"type":["custom"]}""", """{"scope":["local"]}""" })
            await CompareAsync("networks", "GET", "/networks?filters=" + Uri.EscapeDataString(filters));
        AssertSame();
    }

    [Fact]
    public async Task DiskUsage_WithOneOfEach_IsToldAlike()
    {
        await CreateAsync("user", """ "Cmd":["true"],"HostConfig":{"Binds":["data:/data"]} """);
        await CompareAsync("df", "GET", "/system/df");
        AssertSame();
    }

    [Fact]
    public async Task Events_OfAContainersLife_AreTheSame()
    {
        var since = UnixSeconds();
        await RunAsync("story", """ "Cmd":["sleep","1000"],"Labels":{"a":"b"},"HostConfig":{"Binds":["data:/data"]} """);
        await CompareAsync("pause", "POST", "/containers/story/pause");
        await CompareAsync("unpause", "POST", "/containers/story/unpause");
        await CompareAsync("rename", "POST", "/containers/story/rename?name=tale");
        await CompareAsync("update", "POST", "/containers/tale/update", """{"Memory":134217728,"MemorySwap":-1}""");
        await LearnAsync("exec", "POST", "/containers/tale/exec", """{"Cmd":["sh","-c","true"],"AttachStdout":true}""");
        await CompareAsync("exec start", "POST", "/exec/{id of exec}/start", "{}");
        await CompareAsync("top", "GET", "/containers/tale/top");
        await CompareAsync("kill", "POST", "/containers/tale/kill");
        await CompareAsync("wait", "POST", "/containers/tale/wait");
        await CompareAsync("remove", "DELETE", "/containers/tale");
        await CompareAsync("remove volume", "DELETE", "/volumes/data");
        var until = UnixSeconds();
        var time = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"since={since}&until={until}");
        await CompareAsync("events", "GET", $"/events?{time}&filters=" + Uri.EscapeDataString("""{"type":["container"]}"""));
        await CompareAsync("events", "GET", $"/events?{time}&filters=" + Uri.EscapeDataString("""{"type":["volume"]}"""));
        await CompareAsync("events", "GET", $"/events?{time}&filters=" + Uri.EscapeDataString("""{"type":["network"]}"""));
        await CompareAsync("events", "GET", $"/events?{time}&filters=" + Uri.EscapeDataString("""{"event":["start","die"],"container":["story","tale"]}"""));
        AssertSame();
    }

    // With full precision: the panel removes a volume and answers within a millisecond, and a rounded time would come before the event.
    private static decimal UnixSeconds() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond;
}
