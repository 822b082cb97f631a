using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Files;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Options of a host that were refused once: each has its effect, and inspect tells it.</summary>
public sealed class HostOptionTests(ApiPanel panel) : ApiTest(panel)
{
    [Fact]
    public async Task IpcMode_None_HasNoSharedMemory()
    {
        Assert.Contains("none", await RunAsync("""{"IpcMode":"none"}""", "mount | grep ' /dev/shm ' || ls -d /dev/shm 2>/dev/null || echo none"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecurityOption_Label_IsTakenWhereThereIsNoSelinux()
    {
        Assert.Contains("ran", await RunAsync("""{"SecurityOpt":["label=disable"]}""", "echo ran"), StringComparison.Ordinal);
        Assert.Contains("ran", await RunAsync("""{"SecurityOpt":["label=type:svirt_t","label=level:s0:c1,c2"]}""", "echo ran"), StringComparison.Ordinal);
        var (status, body) = await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json("""{"Image":"busybox","HostConfig":{"SecurityOpt":["label=colour:red"]}}"""));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
        Assert.Contains("colour:red", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemorySettings_OfCgroupVersion1_ReachTheKernelOrAreToldOf()
    {
        var isV2 = CgroupHost.Detect().IsV2;
        var created = JsonElement.Parse(await Api.PostAsync(
            "/containers/create", """{"Image":"busybox","Cmd":["sleep","1000"],"HostConfig":{"Memory":33554432,"MemorySwappiness":5,"OomKillDisable":true}}"""));
        var id = created.GetProperty("Id").GetString()!;
        Assert.Equal(isV2 ? 2 : 0, created.GetProperty("Warnings").EnumerateArray().Count(warning => warning.GetString()!.Contains("discarded", StringComparison.Ordinal)));
        AssertJson("""{"MemorySwappiness":5,"OomKillDisable":true}""", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
        await Api.PostAsync($"/containers/{id}/start");
        if (CgroupHost.Detect().Group(Panel.Process.Roots.Paths.Cgroup(id, "")) is CgroupV1 group)
        {
            Assert.Equal("5", File.ReadAllText(group.Directory("memory") + "/memory.swappiness").Trim());
            Assert.Contains("oom_kill_disable 1", File.ReadAllText(group.Directory("memory") + "/memory.oom_control"), StringComparison.Ordinal);
        }
        await Api.RemoveAsync(id);
    }

    [Fact]
    public async Task CgroupParent_HoweverItIsWritten_IsToldSoAndLeadsBelowThePanelsGroup()
    {
        var id = await Api.CreateAsync("sleep 1000", """ "HostConfig":{"CgroupParent":"/shop//web/../web"}""");
        await Api.PostAsync($"/containers/{id}/start");
        var told = await Api.GetAsync($"/containers/{id}/json");
        AssertJson("""{"CgroupParent":"/shop//web/../web"}""", told.GetProperty("HostConfig"));
        Assert.Contains($"/{Panel.Process.Roots.Paths.Cgroup(id, "shop/web")}", File.ReadAllText($"/proc/{told.GetProperty("State").GetProperty("Pid").GetInt32()}/cgroup"), StringComparison.Ordinal);
        await Api.RemoveAsync(id);
    }

    [Fact]
    public async Task StorageSize_WithoutProjectQuotas_IsRefusedAndNoneIsTold()
    {
        using (var root = new Microsoft.Win32.SafeHandles.SafeFileHandle(RawFile.Open(Panel.Process.Roots.Paths.DataRoot, OpenFlags.ReadOnly | OpenFlags.Directory), ownsHandle: true))
            Assert.SkipWhen(ProjectQuota.IsEnforced((int)root.DangerousGetHandle()), "The data root is on a file system with project quotas.");
        var (status, body) = await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json("""{"Image":"busybox","HostConfig":{"StorageOpt":{"Size":"1.5 g"}}}"""));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
        Assert.Contains("mount it with the option prjquota", body, StringComparison.Ordinal);
        // No limit, and told as it was asked for.
        var id = await Api.CreateAsync("true", """ "HostConfig":{"StorageOpt":{"size":"0"}}""");
        AssertJson("""{"StorageOpt":{"size":"0"}}""", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
        Assert.False((await Api.GetAsync($"/containers/{await Api.CreateAsync("true")}/json")).GetProperty("HostConfig").TryGetProperty("StorageOpt", out _));
    }

    [Fact]
    public async Task Binds_WithOptions_HaveThemAndAreToldAsGiven()
    {
        Assert.Contains("empty", await RunAsync("""{"Binds":["/usr:/u:ro,rslave,z","fresh:/etc/init.d:nocopy"]}""", "ls /etc/init.d | grep . || echo empty"), StringComparison.Ordinal);
        Assert.Contains("ran", await RunAsync(
            """{"Mounts":[{"Type":"bind","Source":"/usr","Target":"/u","ReadOnly":true,"BindOptions":{"Propagation":"rslave","NonRecursive":true,"ReadOnlyNonRecursive":true}},{"Type":"volume","Source":"fresh","Target":"/v","VolumeOptions":{"NoCopy":true}}]}""",
            "echo ran"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Binds":["/usr:/u:quick"]}""", "invalid mode: quick")]
    [InlineData("""{"Binds":["/usr:/u:nocopy"]}""", "invalid mode: nocopy")]
    [InlineData("""{"Binds":["data:/u:rslave"]}""", "invalid mode: rslave")]
    [InlineData("""{"Mounts":[{"Type":"bind","Source":"/usr","Target":"/u","BindOptions":{"Propagation":"sideways"}}]}""", "invalid propagation mode: 'sideways'")]
    [InlineData("""{"Mounts":[{"Type":"bind","Source":"/usr","Target":"/u","BindOptions":{"ReadOnlyNonRecursive":true}}]}""", "ReadOnlyNonRecursive needs")]
    [InlineData("""{"Binds":["/sys:/sys"]}""", "A mount over /sys is not permitted")]
    [InlineData("""{"Binds":["/usr:/sys:ro"]}""", "A mount over /sys is not permitted")]
    [InlineData("""{"Binds":["/proc:/proc:ro"]}""", "A mount over /proc is not permitted")]
    public async Task Binds_WithAWrongOption_AreRefused(string host, string said)
    {
        var (status, body) = await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json($"{{\"Image\":\"busybox\",\"HostConfig\":{host}}}"));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
        Assert.Contains(said, body, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string host, string script)
    {
        var id = await Api.RunAsync(script, $"\"Tty\":true,\"HostConfig\":{host}");
        await Api.WaitAsync(id);
        AssertJson(host, (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
        return await Api.SendAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1&stderr=1");
    }
}
