using System.Net.Sockets;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>
/// What one shim tells, over as many connections as it takes. A shim that hangs up has not ended: it drops clients that read too slowly. It is gone once
/// its exit record is there, or nobody listens on its socket and no process runs its spec; until then this goes on trying.
/// </summary>
/// <param name="socketPath">Where it listens.</param>
/// <param name="specPath">The spec that it was started with, which its command line shows.</param>
/// <param name="exitFile">Its record of the exit; nothing is there before.</param>
/// <param name="connected">A connection that exists already.</param>
/// <param name="time">Pauses between attempts.</param>
internal sealed class ShimLink(string socketPath, string specPath, string exitFile, ShimChannel? connected, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private ShimChannel? _channel = connected;
    private bool _isAfterHangUp;

    /// <summary>The connection of the last message, for what follows it.</summary>
    public ShimChannel? Channel => _channel;

    /// <summary>The next message, however long it takes; null when the shim is gone.</summary>
    public async Task<ShimMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _channel ??= await ConnectAsync(cancellationToken);
            if (_channel is null) return null;
            if (await _channel.ReadAsync(cancellationToken) is { } message) return message;
            _channel.Dispose();
            _channel = null;
            if (File.Exists(exitFile)) return null;
            _isAfterHangUp = true;
        }
    }

    public void Dispose() => _channel?.Dispose();

    private async Task<ShimChannel?> ConnectAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_isAfterHangUp) await Task.Delay(Pause, time, cancellationToken);
            _isAfterHangUp = true;
            try
            {
                if (await ShimChannel.SubscribeAsync(socketPath, cancellationToken) is { } channel) return channel;
                if (File.Exists(exitFile) || ShimProcess.Find(specPath) is null) return null;
            }
            catch (SocketException)
            {
                // Whether it listens cannot be told now. It is asked again.
                if (File.Exists(exitFile)) return null;
            }
        }
    }
}
