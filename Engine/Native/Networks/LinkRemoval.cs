using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>
/// Removes the links of ended containers behind their backs: the kernel waits for the readers of a link, 10 to 20 ms, and whoever waits for
/// a container to end need not. One at a time, as the kernel does it; meanwhile it removes by itself what the ended namespaces held.
/// </summary>
internal sealed class LinkRemoval : IAsyncDisposable
{
    private readonly Channel<(string Link, Action Done)> _queue = Channel.CreateUnbounded<(string Link, Action Done)>();
    private readonly string? _namespacePath;
    private readonly ILogger _logger;
    private readonly Task _worker;

    /// <summary>Begins to wait for links.</summary>
    public LinkRemoval(string? namespacePath, ILogger logger)
    {
        (_namespacePath, _logger) = (namespacePath, logger);
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Removes a link of the host, if it is there.</summary>
    /// <param name="link">The interface's name.</param>
    /// <param name="done">Called when the link is gone; not when it could not be removed.</param>
    public void Add(string link, Action done)
    {
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite((link, done)), this);
    }

    /// <summary>Returns when all that was added so far is done.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_queue.Writer.TryWrite(("", reached.SetResult))) await reached.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Removes what is left, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _worker;
    }

    private async Task WorkAsync()
    {
        await foreach (var (link, done) in _queue.Reader.ReadAllAsync())
        {
            try
            {
                if (link.Length > 0) HostNetwork.Detach(link, _namespacePath);
                done();
            }
            catch (NetlinkException error)
            {
                // Its address stays taken until the engine's next start, which removes the links of no live container.
                _logger.LinkKept(link, error);
            }
        }
    }
}
