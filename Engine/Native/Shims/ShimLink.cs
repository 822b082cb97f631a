using System.Net.Sockets;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Shims;

/// <summary>
/// The messages of one shim, over as many connections as necessary. A shim that hangs up has not necessarily ended: it drops slow clients.
/// It is gone once nobody listens on its socket, and its exit is recorded or no process runs its specification; until then, the link
/// keeps trying. A record alone proves nothing: it may come from a backup.
/// </summary>
/// <param name="socketPath">The path of its socket.</param>
/// <param name="specPath">Its specification, which its command line shows.</param>
/// <param name="exitFile">Its record of the exit; it does not exist before.</param>
/// <param name="connected">An existing connection.</param>
/// <param name="time">The clock for pauses between attempts.</param>
internal sealed class ShimLink(string socketPath, string specPath, string exitFile, ShimChannel? connected, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private ShimChannel? _channel = connected;
    private bool _isAfterHangUp;

    /// <summary>The exit record from before the link: that of an earlier run, if the shim answers.</summary>
    public ExitRecord? FormerExit { get; init; }

    /// <summary>The connection of the last message, for the messages after it.</summary>
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
            _isAfterHangUp = !HasRecorded;
        }
    }

    public void Dispose() => _channel?.Dispose();

    private bool HasRecorded => ContainerFiles.LoadExitFile(exitFile) is { } exit && exit != FormerExit;

    private async Task<ShimChannel?> ConnectAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_isAfterHangUp) await Task.Delay(Pause, time, cancellationToken);
            _isAfterHangUp = true;
            try
            {
                if (await ShimChannel.SubscribeAsync(socketPath, cancellationToken) is { } channel) return channel;
                if (HasRecorded || ShimProcess.Find(specPath) is null) return null;
            }
            catch (SocketException)
            {
                // It is unknown now whether it listens. The link asks again.
            }
        }
    }
}
