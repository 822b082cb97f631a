using System.Net.Sockets;
using System.Text.Json;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Shims;

/// <summary>JSON lines from a shim, over its standard output or its socket.</summary>
internal sealed class ShimChannel(Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream);

    /// <summary>Connects to a shim's socket and subscribes; null when nobody listens there.</summary>
    /// <exception cref="SocketException">It is unknown whether anybody listens: too many connections wait there, or this process has no
    /// free descriptor.</exception>
    public static async Task<ShimChannel?> SubscribeAsync(string socketPath, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            await socket.SendAsync(Line(new ShimRequest { Kind = ShimRequestKind.Subscribe }), cancellationToken);
            return new ShimChannel(new NetworkStream(socket, ownsSocket: true));
        }
        catch (SocketException refusal) when (IsAbsence(refusal))
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // There is no file, or nobody listens on it any more (connect), or the shim ended during the send: it is gone or about to go.
    private static bool IsAbsence(SocketException refusal) =>
        refusal.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.Shutdown;

    /// <summary>Sends one request without an answer; false when nobody listens there.</summary>
    public static Task<bool> SendAsync(string socketPath, ShimRequest request, CancellationToken cancellationToken) =>
        SendAsync(socketPath, request, static (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>Sends one request and waits until the shim has acted on it, so that later data on another path, such as input, comes after
    /// it; false when nobody listens there.</summary>
    public static Task<bool> DeliverAsync(string socketPath, ShimRequest request, CancellationToken cancellationToken) =>
        SendAsync(socketPath, request, AwaitEndAsync, cancellationToken);

    private static async Task<bool> SendAsync(string socketPath, ShimRequest request, Func<Socket, CancellationToken, Task> afterwards, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            await socket.SendAsync(Line(request), cancellationToken);
        }
        catch (SocketException)
        {
            return false;
        }

        await afterwards(socket, cancellationToken);
        return true;
    }

    // The shim hangs up when it reads the end, which comes after the request.
    private static async Task AwaitEndAsync(Socket socket, CancellationToken cancellationToken)
    {
        var ignored = new byte[1024];
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(ignored, cancellationToken) > 0)
            {
                // It refused, which is not a separate answer: the end follows.
            }
        }
        catch (SocketException)
        {
            // It has ended, so nothing can come before the request any more.
        }
    }

    /// <summary>The next message; null when the shim has hung up. Unknown messages of a shim of another version are ignored.</summary>
    public async Task<ShimMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (MessageReader.Message(line) is { } message) return message;
            }
        }
        catch (IOException)
        {
            // A killed shim resets the connection.
        }

        return null;
    }

    public void Dispose() => _reader.Dispose();

    private static byte[] Line(ShimRequest request) => [.. JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.ShimRequest), (byte)'\n'];
}
