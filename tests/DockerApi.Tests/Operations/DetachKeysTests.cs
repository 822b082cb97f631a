using System.Net;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>The engine handles detach keys: they end a client's stream, and the program keeps running.</summary>
public sealed class DetachKeysTests(ApiPanel panel) : ApiTest(panel)
{
    private const string Terminal = "\"Tty\":true,\"OpenStdin\":true";
    private const string Streams = "stream=1&stdin=1&stdout=1&stderr=1";

    // Gives back each byte of its input, at once.
    private const string Reader = "stty raw -echo; echo ready; exec cat";

    [Theory]
    [InlineData("", "\x10\x11")]
    [InlineData("&detachKeys=ctrl-x,q", "\x18q")]
    [InlineData("&detachKeys=DEL", "\x7f")]
    [InlineData("&detachKeys=a,b,ctrl-%40", "ab\0")]
    public async Task Attach_EndsOnItsKeys_AndTheContainerGoesOn(string query, string keys)
    {
        var id = await ReadyAsync();
        await using var client = await TakenConnection.OpenAsync(Panel, $"/containers/{id}/attach?{Streams}{query}");
        // One at a time, as they are typed, after something for the program.
        foreach (var key in "z" + keys) await client.SendAsync(key.ToString());
        var seen = await client.ReadAsync();
        Assert.All(keys, key => Assert.DoesNotContain(key, seen));
        Assert.Equal("running", await StatusAsync(id));
        await AssertToldAsync("detach", id);
    }

    [Fact]
    public async Task Attach_PassesOnWhatOnlyBeginsLikeTheKeys()
    {
        var id = await ReadyAsync();
        await using var client = await TakenConnection.OpenAsync(Panel, $"/containers/{id}/attach?{Streams}");
        await client.SendAsync("\x10");
        await client.SendAsync("\x10\x11x");
        // ctrl-p twice sends two ctrl-p, as in Docker.
        Assert.EndsWith("\x10\x10\x11x", await client.ReadAsync("x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_WithoutATerminal_HasNoKeys()
    {
        var id = await Api.RunAsync("exec cat", "\"OpenStdin\":true");
        await using var client = await TakenConnection.OpenAsync(Panel, $"/containers/{id}/attach?{Streams}");
        await client.SendAsync("\x10\x11x");
        Assert.Contains("\x10\x11x", await client.ReadAsync("x"), StringComparison.Ordinal);
        await client.SendAsync("y");
        Assert.Contains('y', await client.ReadAsync("y"));
    }

    [Fact]
    public async Task AttachOverAWebSocket_EndsOnItsKeys_AndTheContainerGoesOn()
    {
        var id = await ReadyAsync();
        using var client = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}/attach/ws?{Streams}&detachKeys=ctrl-a");
        await client.SendAsync("\x01");
        await client.ReadAsync();
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        Assert.Equal("running", await StatusAsync(id));
    }

    [Theory]
    [InlineData("", "\x10\x11", "")]
    [InlineData("\"DetachKeys\":\"ctrl-x,q\",", "\x18q", "GHE=")]
    public async Task Exec_EndsOnItsKeys_AndTheCommandGoesOn(string field, string keys, string shown)
    {
        var id = await Api.RunAsync("exec sleep 1000");
        var exec = await ExecAsync(id, "{" + field + "\"Cmd\":[\"sh\",\"-c\",\"stty raw -echo; echo ready; exec sleep 1000\"],\"Tty\":true,\"AttachStdin\":true,\"AttachStdout\":true}");
        Assert.Equal(shown, (await Api.GetAsync($"/exec/{exec}/json")).GetProperty("DetachKeys").GetString());
        await using var client = await TakenConnection.OpenAsync(Panel, $"/exec/{exec}/start", "{\"Tty\":true}");
        await client.ReadAsync("ready");
        await client.SendAsync(keys);
        await client.ReadAsync();
        Assert.True((await Api.GetAsync($"/exec/{exec}/json")).GetProperty("Running").GetBoolean());
        await AssertToldAsync("exec_detach", id);
    }

    [Fact]
    public async Task Keys_ThatAreNone_AreRefusedInDockersWords()
    {
        var id = await Api.RunAsync("exec sleep 1000", Terminal);
        foreach (var keys in (string[])["ctrl-zz", "foo,bar", "ctrl-p,", "ctrl-1"])
        {
            var attach = await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/attach?{Streams}&detachKeys={keys}");
            Assert.Equal((HttpStatusCode.BadRequest, $"{{\"message\":\"Invalid detach keys ({keys}) provided\"}}"), (attach.Status, attach.Body.Trim()));
            Assert.Equal(HttpStatusCode.BadRequest, await ApiSocketClient.RefusalAsync(Panel, $"/containers/{id}/attach/ws?{Streams}&detachKeys={keys}"));
            var exec = await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/exec", ApiClient.Json($"{{\"Cmd\":[\"true\"],\"DetachKeys\":\"{keys}\"}}"));
            Assert.Equal((HttpStatusCode.BadRequest, $"{{\"message\":\"Invalid escape keys ({keys}) provided\"}}"), (exec.Status, exec.Body.Trim()));
        }
    }

    [Theory]
    [InlineData(true, true, "raw-stream", "word\r\n")]
    [InlineData(false, true, "raw-stream", "word\n")]
    [InlineData(true, false, "multiplexed-stream", "\x01\0\0\0\0\0\0\x06word\r\n")]
    [InlineData(false, false, "multiplexed-stream", "\x01\0\0\0\0\0\0\x05word\n")]
    public async Task ExecStart_FramesTheOutputAsItsOwnTtySays(bool made, bool started, string type, string expected)
    {
        var id = await Api.RunAsync("exec sleep 1000");
        var exec = await ExecAsync(id, $"{{\"Cmd\":[\"echo\",\"word\"],\"AttachStdout\":true,\"Tty\":{(made ? "true" : "false")}}}");
        await using var client = await TakenConnection.OpenAsync(Panel, $"/exec/{exec}/start", $"{{\"Tty\":{(started ? "true" : "false")}}}");
        Assert.Contains("vnd.docker." + type, client.Head, StringComparison.Ordinal);
        Assert.Equal(expected, await client.ReadAsync());
    }

    [Fact]
    public async Task Exec_WithAConsoleSize_HasItFromTheBeginning()
    {
        var id = await Api.RunAsync("exec sleep 1000");
        var exec = await ExecAsync(id, """{"Cmd":["stty","size"],"AttachStdout":true,"Tty":true,"ConsoleSize":[31,97]}""");
        await using var client = await TakenConnection.OpenAsync(Panel, $"/exec/{exec}/start", "{\"Tty\":true}");
        Assert.Equal("31 97\r\n", await client.ReadAsync());
    }

    private async Task<string> ReadyAsync()
    {
        var id = await Api.RunAsync(Reader, Terminal);
        await Poll.UntilAsync(
            async () => (await Api.SendAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1")).Contains("ready", StringComparison.Ordinal), "its terminal is raw", cancellationToken: Cancellation);
        return id;
    }

    private async Task<string> ExecAsync(string id, string body) => JsonElement.Parse(await Api.PostAsync($"/containers/{id}/exec", body)).GetProperty("Id").GetString()!;

    private async Task<string?> StatusAsync(string id) => (await Api.GetAsync($"/containers/{id}/json")).GetProperty("State").GetProperty("Status").GetString();

    private async Task AssertToldAsync(string action, string id)
    {
        var until = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1;
        var filters = Uri.EscapeDataString($"{{\"event\":[\"{action}\"],\"container\":[\"{id}\"]}}");
        Assert.Contains($"\"Action\":\"{action}\"", await Api.SendAsync(HttpMethod.Get, $"/events?since=0&until={until}&filters={filters}"), StringComparison.Ordinal);
    }
}
