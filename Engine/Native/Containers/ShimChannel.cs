using System.Net.Sockets;
using System.Text.Json;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Lines of JSON from a shim, over its standard output or its socket.</summary>
internal sealed class ShimChannel(Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream);

    /// <summary>Connects to a shim's socket and subscribes; null when nobody listens there.</summary>
    public static async Task<ShimChannel?> SubscribeAsync(string socketPath, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            await socket.SendAsync(Line(new ShimRequest { Kind = ShimRequestKind.Subscribe }), cancellationToken);
            return new ShimChannel(new NetworkStream(socket, ownsSocket: true));
        }
        catch (SocketException)
        {
            // No file, or a file that nobody listens on any more: the shim is gone or about to go.
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one request that has no answer; false when nobody listens there.</summary>
    public static async Task<bool> SendAsync(string socketPath, ShimRequest request, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            await socket.SendAsync(Line(request), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The next message; null when the shim has hung up, be it in the middle of a line.</summary>
    public async Task<ShimMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var line = await _reader.ReadLineAsync(cancellationToken);
            return line is null ? null : JsonSerializer.Deserialize(line, ProtocolJson.Default.ShimMessage);
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            // A shim that was killed resets the connection or leaves half a line.
            return null;
        }
    }

    public void Dispose() => _reader.Dispose();

    private static byte[] Line(ShimRequest request) => [.. JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.ShimRequest), (byte)'\n'];
}
