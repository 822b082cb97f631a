using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Panel.Web.DockerApi.Http;

/// <summary>Tells a client that has left from one that has only closed its input. Kestrel treats a connection as closed when its input
/// ends, but <c>docker attach</c> closes its input at once and continues to read.</summary>
internal sealed class PeerWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    public PeerWatch(ConnectionContext connection) => _watching = WatchAsync(connection);

    /// <summary>Cancelled when the client no longer reads.</summary>
    public CancellationToken Gone => _gone.Token;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
        _gone.Dispose();
    }

    private async Task WatchAsync(ConnectionContext connection)
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        try
        {
            await WaitAsync(connection.ConnectionClosed);
            while (socket is not null && IsThere(socket)) await Task.Delay(s_interval, _stop.Token);
            await _gone.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The answer is complete; the watch has ended.
        }
    }

    private async Task WaitAsync(CancellationToken closed)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(closed, _stop.Token);
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = either.Token.Register(waiting.SetResult);
        await waiting.Task;
        _stop.Token.ThrowIfCancellationRequested();
    }

    // Sending zero bytes asks the kernel: it answers EPIPE or ECONNRESET when the other end is closed, not when the client has only closed
    // its half.
    private static bool IsThere(Socket socket)
    {
        try
        {
            socket.Send(ReadOnlySpan<byte>.Empty);
            return true;
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
