using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>A WebSocket over the unix socket.</summary>
public sealed class ApiSocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http;
    private Socket? _connection;

    private ApiSocketClient(ApiPanel panel)
    {
        _socket.Options.CollectHttpResponseDetails = true;
        // The test's own abort is the only end that it has.
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var stream = await panel.ConnectAsync();
                _connection = stream.Socket;
                return stream;
            },
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>How the panel closed it; null while it is open.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>Opens one.</summary>
    public static async Task<ApiSocketClient> OpenAsync(ApiPanel panel, string path)
    {
        var client = new ApiSocketClient(panel);
        await client._socket.ConnectAsync(new Uri("ws://docker" + path), client._http, Cancellation);
        return client;
    }

    /// <summary>The status that refused to open one.</summary>
    public static async Task<HttpStatusCode> RefusalAsync(ApiPanel panel, string path)
    {
        using var client = new ApiSocketClient(panel);
        await Assert.ThrowsAsync<WebSocketException>(() => client._socket.ConnectAsync(new Uri("ws://docker" + path), client._http, Cancellation));
        return client._socket.HttpStatusCode;
    }

    /// <summary>Sends a message.</summary>
    public Task SendAsync(string text, WebSocketMessageType kind = WebSocketMessageType.Binary) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), kind, endOfMessage: true, Cancellation);

    /// <summary>Everything that arrives until <paramref name="end"/> has arrived or the panel closes the socket, and the kinds of its
    /// messages.</summary>
    public async Task<(string Text, IReadOnlyList<WebSocketMessageType> Kinds)> ReadAsync(string? end = null)
    {
        var text = new StringBuilder();
        HashSet<WebSocketMessageType> kinds = [];
        var buffer = new byte[32 * 1024];
        while (end is null || !text.ToString().Contains(end, StringComparison.Ordinal))
        {
            var piece = await _socket.ReceiveAsync(buffer, Cancellation);
            if (piece.MessageType == WebSocketMessageType.Close) break;
            kinds.Add(piece.MessageType);
            text.Append(Encoding.UTF8.GetString(buffer, 0, piece.Count));
        }

        return (text.ToString(), [.. kinds]);
    }

    /// <summary>Closes it, and waits until the panel has done so as well.</summary>
    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);

    /// <summary>Leaves without closing.</summary>
    public void Vanish() => _connection?.Close();

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _http.Dispose();
    }
}
