using System.Net;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Log drivers and their options.</summary>
public sealed class LogDriverTests(ApiPanel panel) : ApiTest(panel)
{
    [Fact]
    public async Task Create_WithoutALog_KeepsNoneAndSaysSo()
    {
        const string Config = """{"LogConfig":{"Type":"none","Config":{}}}""";
        var id = await Api.RunAsync("echo out", $"\"HostConfig\":{Config}");
        Assert.Equal(0, await Api.WaitAsync(id));
        var inspected = await Api.GetAsync($"/containers/{id}/json");
        AssertJson(Config, inspected.GetProperty("HostConfig"));
        Assert.Equal("", inspected.GetProperty("LogPath").GetString());
        var (status, body) = await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1");
        Assert.Equal(HttpStatusCode.NotImplemented, status);
        Assert.Contains("configured logging driver does not support reading", body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(DockerCli.Kinds), MemberType = typeof(DockerCli))]
    public async Task Attach_WithoutALog_StillHasTheOutput(string client)
    {
        var attached = await DockerCli.TryAsync(Panel, client, "run", "--rm", "--log-driver", "none", "busybox", "echo", "seen");
        Assert.Equal("seen\n", attached.Output);
    }

    [Theory]
    [InlineData("""{"LogConfig":{"Type":"local","Config":{"max-size":"10m","compress":"true"}}}""")]
    [InlineData("""{"LogConfig":{"Type":"json-file","Config":{"max-size":"1k","max-file":"3","labels":"a,b","labels-regex":"^com","env":"X","env-regex":"^Y","tag":"{{.Name}}","compress":"false"}}}""")]
    [InlineData("""{"LogConfig":{"Type":"syslog","Config":{"syslog-address":"udp://127.0.0.1:9","syslog-facility":"local3","tag":"x"}}}""")]
    [InlineData("""{"LogConfig":{"Type":"json-file","Config":{"max-size":"-1","mode":"non-blocking","max-buffer-size":"4m"}}}""")]
    public async Task Create_WithOptionsOfADriver_TellsThemAsGiven(string host)
    {
        var id = await Api.RunAsync("echo out", $"\"HostConfig\":{host}");
        await Api.WaitAsync(id);
        AssertJson(host, (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
        Assert.Contains("out", await Api.SendAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Type":"fluentd"}""", "error looking up logging plugin fluentd: plugin ")]
    [InlineData("""{"Type":"json-file","Config":{"max-sizes":"1m"}}""", "unknown log opt 'max-sizes' for json-file log driver")]
    [InlineData("""{"Config":{"max-size":"big"}}""", "max-size is 'big'")]
    [InlineData("""{"Config":{"max-size":"0"}}""", "max-size is '0'")]
    [InlineData("""{"Config":{"max-file":"0"}}""", "max-file is '0'")]
    [InlineData("""{"Config":{"compress":"maybe"}}""", "compress is 'maybe'")]
    [InlineData("""{"Config":{"labels-regex":"("}}""", "labels-regex is '('")]
    [InlineData("""{"Config":{"mode":"fast"}}""", "mode is 'fast'")]
    [InlineData("""{"Config":{"max-buffer-size":"1m"}}""", "max-buffer-size needs mode=non-blocking")]
    public async Task Create_WithAWrongLogSetting_IsRefusedByItsName(string log, string said)
    {
        var (status, body) = await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json($"{{\"Image\":\"busybox\",\"HostConfig\":{{\"LogConfig\":{log}}}}}"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(said, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_OfASmallestFile_KeepsWholeLines()
    {
        var id = await Api.RunAsync("for i in 1 2 3 4 5 6; do echo line $i; sleep 0.05; done", """ "Tty":true,"HostConfig":{"LogConfig":{"Type":"json-file","Config":{"max-size":"1","max-file":"2"}}} """);
        await Api.WaitAsync(id);
        Assert.Equal(["line 5", "line 6"], (await Api.SendAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }
}
