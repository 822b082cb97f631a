using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>Looks at the network when the kernel tells of a change, and on a timer: sysctls have no notification.</summary>
internal sealed class NetworkWatch : IDisposable
{
    // Containers that start and stop change links too: looking more often than this would find the same.
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(100);
    private readonly NetworkMonitor _monitor;
    private readonly Func<TimeSpan> _look;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _thread;
    private int _isDisposed;

    /// <summary>Begins to watch, on a thread of its own.</summary>
    /// <param name="namespacePath">The network namespace; null is the process's own.</param>
    /// <param name="look">Looks and repairs; returns how long to wait for the next time if nothing is told.</param>
    /// <param name="logger">Where a failed look is reported.</param>
    public NetworkWatch(string? namespacePath, Func<TimeSpan> look, ILogger logger)
    {
        (_look, _logger) = (look, logger);
        _monitor = NetworkNamespace.Run(namespacePath, () => new NetworkMonitor());
        _thread = new Thread(Watch, 256 * 1024) { IsBackground = true, Name = "network watch" };
        _thread.Start();
    }

    /// <summary>Ends the watch and waits for the look that is under way.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _ended.Set();
        _monitor.Wake();
        _thread.Join();
        _monitor.Dispose();
        _ended.Dispose();
    }

    private void Watch()
    {
        var patience = s_rest;
        do
        {
            _monitor.Wait(patience);
            if (_ended.IsSet) return;
            try
            {
                patience = _look();
            }
            catch (Exception error)
            {
                _logger.NetworkLookFailed(error);
                patience = TimeSpan.FromSeconds(1);
            }
        }
        while (!_ended.Wait(s_rest));
    }
}
