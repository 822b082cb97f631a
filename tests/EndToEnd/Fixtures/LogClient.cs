using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Panel.Tests.Shared;

namespace Panel.EndToEnd.Fixtures;

/// <summary>A client of the log hub or of the download that reads what a test wants and no more, over a socket with little room.</summary>
public sealed class LogClient : IDisposable
{
    private const int Room = 4096; // bytes; the kernel would take megabytes on behalf of a reader that sleeps
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = Room };

    private LogClient()
    {
    }

    /// <summary>Follows a log through the hub and has the first lines of it.</summary>
    public static async Task<LogClient> SubscribeAsync(PanelProcess panel, string cookies, string id, CancellationToken cancellationToken)
    {
        var client = new LogClient();
        await client.AskAsync(panel, "/hubs/logs", cookies, $"""
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}
            Origin: {panel.Address.GetLeftPart(UriPartial.Authority)}
            """, cancellationToken);
        await client.ReadUntilAsync("101 Switching Protocols", cancellationToken);
        await client.ReadUntilAsync("\r\n\r\n", cancellationToken);
        await client.SendAsync("""{"protocol":"json","version":1}""", cancellationToken);
        await client.SendAsync($$"""{"type":4,"invocationId":"1","target":"Stream","arguments":[{"containerId":"{{id}}","follow":true}]}""", cancellationToken);
        await client.ReadUntilAsync("""{"type":2,""", cancellationToken);
        return client;
    }

    /// <summary>Downloads a log and has the beginning of it.</summary>
    public static async Task<LogClient> DownloadAsync(PanelProcess panel, string cookies, string id, CancellationToken cancellationToken)
    {
        var client = new LogClient();
        await client.AskAsync(panel, $"/containers/{id}/logs/download", cookies, "Accept: */*", cancellationToken);
        await client.ReadUntilAsync("200 OK", cancellationToken);
        await client.ReadUntilAsync("\r\n\r\n", cancellationToken);
        return client;
    }

    /// <summary>Reads at most so many bytes; 0 when the panel has ended the connection.</summary>
    public async Task<int> ReadAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            return await _socket.ReceiveAsync(new byte[count].AsMemory(), cancellationToken);
        }
        catch (SocketException)
        {
            return 0; // Cut without a good-bye.
        }
    }

    /// <summary>Is gone without a good-bye, as a killed browser.</summary>
    public void Vanish()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task AskAsync(PanelProcess panel, string path, string cookies, string headers, CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, panel.Address.Port, cancellationToken);
        var request = $"GET {path} HTTP/1.1\nHost: {panel.Address.Authority}\nCookie: {cookies}\n{headers}\n\n".ReplaceLineEndings("\r\n");
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
    }

    // One masked text frame (RFC 6455, 5.2) with SignalR's record separator; WebSocket has no reader that leaves bytes in the socket.
    private async Task SendAsync(string message, CancellationToken cancellationToken)
    {
        using var frame = new MemoryStream();
        using var socket = WebSocket.CreateFromStream(frame, new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero });
        await socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, true, cancellationToken);
        await _socket.SendAsync(frame.ToArray(), cancellationToken);
    }

    // A byte at a time, so that nothing beyond it is taken from the socket.
    private async Task ReadUntilAsync(string text, CancellationToken cancellationToken)
    {
        var seen = new StringBuilder();
        var letter = new byte[1];
        while (!seen.ToString().EndsWith(text, StringComparison.Ordinal))
        {
            if (seen.Length > Room || await _socket.ReceiveAsync(letter.AsMemory(), cancellationToken) == 0)
                throw new InvalidOperationException($"Waited in vain for '{text}' in: {seen}");
            seen.Append((char)letter[0]);
        }
    }
}
