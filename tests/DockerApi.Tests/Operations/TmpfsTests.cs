using System.Net;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>A tmpfs has the options that were asked for, in either of Docker's two forms.</summary>
public sealed class TmpfsTests(ApiPanel panel) : ApiTest(panel)
{
    private const string Look = "grep ' /t ' /proc/mounts; stat -c %u:%g:%a /t; cp /bin/busybox /t/echo && /t/echo ran";

    [Theory]
    [InlineData("rw,exec,suid,uid=1000,gid=50,mode=711,size=2m,nr_inodes=1k,noatime", "noatime,size=2048k,nr_inodes=1024,mode=711", "1000:50:711", true)]
    [InlineData("", "nosuid,noexec,relatime", "0:0:1777", false)]
    [InlineData("exec,noexec,size=10%", "noexec", "0:0:1777", false)]
    [InlineData("rshared,sync,defaults,nodiratime,exec", "nodiratime", "0:0:1777", true)]
    public async Task ShortForm_WithOptions_IsMountedAndToldAsWritten(string options, string mounted, string owner, bool runs)
    {
        var id = await Api.RunAsync(Look, $"\"HostConfig\":{{\"Tmpfs\":{{\"/t\":{JsonSerializer.Serialize(options)}}}}}");
        await Api.WaitAsync(id);
        await AssertSeenAsync(id, mounted, owner, runs);
        AssertJson($"{{\"Tmpfs\":{{\"/t\":\"{options}\"}}}}", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
    }

    [Fact]
    public async Task ShortForm_WithoutAMode_HasThatOfTheDirectoryBelow()
    {
        var ids = new[] { await Api.RunAsync("stat -c %a /root"), await Api.RunAsync("grep -q ' /root tmpfs ' /proc/mounts && stat -c %a /root", "\"HostConfig\":{\"Tmpfs\":{\"/root\":\"\"}}") };
        foreach (var id in ids) await Api.WaitAsync(id);
        var plain = await LogAsync(ids[0]);
        Assert.DoesNotContain("1777", plain, StringComparison.Ordinal);
        Assert.Equal(plain, await LogAsync(ids[1]));
    }

    [Fact]
    public async Task LongForm_WithOptions_IsMountedAndToldAsGiven()
    {
        const string Mount = """{"Type":"tmpfs","Target":"/t","TmpfsOptions":{"SizeBytes":4194304,"Mode":448,"Options":[["exec"],["uid","7"]]}}""";
        var id = await Api.RunAsync(Look, $"\"HostConfig\":{{\"Mounts\":[{Mount}]}}");
        await Api.WaitAsync(id);
        await AssertSeenAsync(id, "size=4096k,mode=700", "7:0:700", true);
        AssertJson($"{{\"Mounts\":[{Mount}]}}", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
    }

    [Fact]
    public async Task ShortForm_ReadOnly_TakesNothing()
    {
        var id = await Api.RunAsync("touch /t/x || echo refused", "\"HostConfig\":{\"Tmpfs\":{\"/t\":\"rw,ro\"}}");
        await Api.WaitAsync(id);
        Assert.Contains("refused", await LogAsync(id), StringComparison.Ordinal);
        AssertJson("""{"Tmpfs":{"/t":"rw,ro"}}""", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("size=x")]
    [InlineData("size=10%k")]
    [InlineData("mode=99")]
    [InlineData("mode=77777")]
    [InlineData("uid=65536")]
    [InlineData("gid=-1")]
    [InlineData("nr_inodes=")]
    [InlineData("lowerdir=/etc")]
    [InlineData("bind")]
    [InlineData("remount")]
    public async Task ShortForm_WithAWrongOption_IsRefusedByItsName(string options)
    {
        var (status, body) = await Api.AskAsync(
            HttpMethod.Post, "/containers/create", ApiClient.Json($"{{\"Image\":\"busybox\",\"HostConfig\":{{\"Tmpfs\":{{\"/t\":\"{options}\"}}}}}}"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("invalid tmpfs option", body, StringComparison.Ordinal);
        Assert.Contains(options, body, StringComparison.Ordinal);
    }

    private async Task AssertSeenAsync(string id, string mounted, string owner, bool runs)
    {
        var log = await LogAsync(id);
        foreach (var option in mounted.Split(',')) Assert.Contains(option, log, StringComparison.Ordinal);
        Assert.Contains(owner, log, StringComparison.Ordinal);
        Assert.Equal(runs, log.Contains("ran\n", StringComparison.Ordinal));
    }

    private Task<string> LogAsync(string id) => Api.SendAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1&stderr=1");
}
