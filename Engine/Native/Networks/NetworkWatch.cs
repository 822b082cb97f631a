using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>Checks the network when the kernel reports a change, and on a timer, because sysctls have no notification.</summary>
internal sealed class NetworkWatch : IDisposable
{
    // Containers that start and stop also change links: more frequent checks would find nothing new.
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(100);
    private readonly NetworkMonitor _monitor;
    private readonly Func<TimeSpan> _look;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _thread;
    private int _isDisposed;

    /// <summary>Starts the watch, on its own thread.</summary>
    /// <param name="namespacePath">The network namespace; null means the process's own.</param>
    /// <param name="look">Checks and repairs; returns the time until the next check if nothing is reported.</param>
    /// <param name="logger">Logs failed checks.</param>
    public NetworkWatch(string? namespacePath, Func<TimeSpan> look, ILogger logger)
    {
        (_look, _logger) = (look, logger);
        _monitor = NetworkNamespace.Run(namespacePath, () => new NetworkMonitor());
        _thread = new Thread(Watch, 256 * 1024) { IsBackground = true, Name = "network watch" };
        _thread.Start();
    }

    /// <summary>Ends the watch and waits for the running check.</summary>
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
