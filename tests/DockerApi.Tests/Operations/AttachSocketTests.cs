using System.Net;
using System.Net.WebSockets;
using System.Text;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Attaching over a WebSocket: what a browser or a library has instead of a connection that is taken over.</summary>
public sealed class AttachSocketTests(ApiPanel panel) : ApiTest(panel)
{
    private const string All = "/attach/ws?stream=1&stdin=1&stdout=1&stderr=1";

    [Fact]
    public async Task Output_OfBothStreams_ComesRawInBinaryMessagesAndItsEndClosesTheSocket()
    {
        var id = await Api.CreateAsync("echo out; sleep 0.2; echo wrong >&2");
        using var client = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}");
        await Api.PostAsync($"/containers/{id}/start");
        var (text, kinds) = await client.ReadAsync();
        Assert.Equal("out\nwrong\n", text);
        Assert.Equal([WebSocketMessageType.Binary], kinds);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Theory]
    [InlineData("/v1.51", "stderr=1", "wrong\n", WebSocketMessageType.Binary)]
    [InlineData("/v1.41", "", "out\nwrong\n", WebSocketMessageType.Binary)]
    [InlineData("/v1.27", "", "out\nwrong\n", WebSocketMessageType.Text)]
    public async Task Streams_AreThoseAskedForAndAllForOlderClients(string version, string query, string expected, WebSocketMessageType kind)
    {
        var id = await Api.CreateAsync("echo out; sleep 0.2; echo wrong >&2");
        using var client = await ApiSocketClient.OpenAsync(Panel, $"{version}/containers/{id}/attach/ws?stream=1&{query}");
        await Api.PostAsync($"/containers/{id}/start");
        var (text, kinds) = await client.ReadAsync();
        Assert.Equal(expected, text);
        Assert.Equal([kind], kinds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"Tty\":true,")]
    public async Task Input_ReachesTheContainerWhateverItsKind(string terminal)
    {
        var id = await Api.RunAsync("exec cat", terminal + "\"OpenStdin\":true");
        using var client = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}");
        await client.SendAsync("first\n");
        await client.ReadAsync("first");
        await client.SendAsync("second\n", WebSocketMessageType.Text);
        await client.ReadAsync("second");
        await client.CloseAsync();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        Assert.Equal("running", await StatusAsync(id));
    }

    [Fact]
    public async Task Close_OfTheClient_EndsTheInputOfAContainerThatTakesOneClientsOnly()
    {
        var id = await Api.RunAsync("cat; exit 3", "\"OpenStdin\":true,\"StdinOnce\":true");
        using var client = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}");
        await client.SendAsync("word\n");
        await client.ReadAsync("word");
        await client.CloseAsync();
        Assert.Equal(3, await Api.WaitAsync(id));
    }

    [Fact]
    public async Task Input_ThatIsNotAskedFor_IsDropped()
    {
        var id = await Api.RunAsync("read line; echo \"got $line\"; exec sleep 1000", "\"OpenStdin\":true");
        using var deaf = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}/attach/ws?stream=1&stdout=1");
        await deaf.SendAsync("unheard\n");
        using var heard = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}");
        await heard.SendAsync("heard\n");
        Assert.Equal("got heard\n", (await deaf.ReadAsync("\n")).Text);
    }

    [Fact]
    public async Task Logs_ComeBeforeWhatIsWrittenFromNowOnOrAlone()
    {
        var id = await Api.RunAsync("echo before; read line; echo after", "\"OpenStdin\":true");
        using (var past = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}/attach/ws?logs=1&stdout=1"))
        {
            Assert.Equal("before\n", (await past.ReadAsync()).Text);
            Assert.Equal(WebSocketCloseStatus.NormalClosure, past.CloseStatus);
        }

        using var client = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}&logs=1");
        await client.ReadAsync("before\n");
        await client.SendAsync("\n");
        Assert.Equal("after\n", (await client.ReadAsync()).Text);
    }

    [Fact]
    public async Task Ping_IsAnswered()
    {
        var id = await Api.RunAsync("exec sleep 1000");
        await using var connection = await Panel.ConnectAsync();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /containers/{id}/attach/ws?stream=1&stdout=1 HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"), Cancellation);
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReadAsync(connection, 1))[0]);
        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        // A masked ping of four bytes, with a mask of zeros; the pong holds the same (RFC 6455, 5.5).
        await connection.WriteAsync((byte[])[0x89, 0x84, 0, 0, 0, 0, .. "ping"u8], Cancellation);
        Assert.Equal([0x8A, 4, .. "ping"u8], await ReadAsync(connection, 6));
    }

    [Fact]
    public async Task Request_ThatCannotBeServed_IsRefusedAsHttp()
    {
        var id = await Api.RunAsync("exec sleep 1000");
        Assert.Equal(HttpStatusCode.NotFound, await ApiSocketClient.RefusalAsync(Panel, "/containers/nosuch" + All));
        Assert.Equal(HttpStatusCode.BadRequest, await ApiSocketClient.RefusalAsync(Panel, $"/containers/{id}/attach/ws"));
        var (status, body) = await Api.AskAsync(HttpMethod.Get, $"/containers/{id}{All}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("Open it as a WebSocket", body, StringComparison.Ordinal);
        await Api.PostAsync($"/containers/{id}/pause");
        Assert.Equal(HttpStatusCode.Conflict, await ApiSocketClient.RefusalAsync(Panel, $"/containers/{id}{All}"));
    }

    [Fact]
    public async Task Reader_ThatCameLaterAndReadsNothing_IsGivenUpAndDoesNotHoldTheContainer()
    {
        var id = await Api.RunAsync("read go; head -c 20000000 /dev/zero", "\"OpenStdin\":true");
        using var client = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}");
        await client.SendAsync("go\n");
        Assert.Equal(0, await Api.WaitAsync(id));
        // It reads what had been sent and finds the end, but not all that was written.
        Assert.InRange((await client.ReadAsync()).Text.Length, 1, 19_999_999);
    }

    [Fact]
    public async Task Reader_FromBeforeTheStart_IsWaitedFor()
    {
        var id = await Api.CreateAsync("head -c 20000000 /dev/zero");
        using var client = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}");
        await Api.PostAsync($"/containers/{id}/start");
        // Longer than the shim has patience with others.
        await Task.Delay(4000, Cancellation);
        Assert.Equal("running", await StatusAsync(id));
        Assert.Equal(20_000_000, (await client.ReadAsync()).Text.Length);
        Assert.Equal(0, await Api.WaitAsync(id));
    }

    [Fact]
    public async Task Close_InTheMomentOfAMessage_IsAnswered()
    {
        var id = await Api.RunAsync("exec yes");
        for (var i = 0; i < 20; i++)
        {
            using var client = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}");
            await client.ReadAsync("y");
            await client.CloseAsync();
            Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        }
    }

    [Fact]
    public async Task Clients_ThatVanish_LeaveNoSocket()
    {
        var id = await Api.RunAsync("exec sleep 1000", "\"OpenStdin\":true");
        using (var first = await ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}")) await first.CloseAsync();
        var before = Sockets();
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ApiSocketClient.OpenAsync(Panel, $"/containers/{id}{All}")));
        Assert.True(Sockets() >= before + clients.Length, "a hundred sockets are open");
        foreach (var client in clients) client.Vanish();
        await Poll.UntilAsync(() => Task.FromResult(Sockets() <= before), "the panel has closed what the clients left", cancellationToken: Cancellation);
        foreach (var client in clients) client.Dispose();
        Assert.Equal("running", await StatusAsync(id));
    }

    private async Task<string?> StatusAsync(string id) => (await Api.GetAsync($"/containers/{id}/json")).GetProperty("State").GetProperty("Status").GetString();

    private static async Task<byte[]> ReadAsync(Stream connection, int count)
    {
        var bytes = new byte[count];
        await connection.ReadExactlyAsync(bytes, Cancellation);
        return bytes;
    }

    // Those of clients and of shims; a hundred rows of the audit history at once leave connections to the database in their pool.
    private int Sockets() => Directory.EnumerateFileSystemEntries($"/proc/{Panel.Process.Id}/fd")
        .Count(descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
}
