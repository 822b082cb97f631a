using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>
/// Removes the links of ended containers in the background: the kernel waits 10 to 20 ms for a link's readers, and nobody who waits for a
/// container's end needs that. One at a time, as in the kernel, which itself removes the interfaces of ended namespaces meanwhile.
/// </summary>
internal sealed class LinkRemoval : IAsyncDisposable
{
    private readonly Channel<(string Link, Action Done)> _queue = Channel.CreateUnbounded<(string Link, Action Done)>();
    private readonly string? _namespacePath;
    private readonly ILogger _logger;
    private readonly Task _worker;

    /// <summary>Starts waiting for links.</summary>
    public LinkRemoval(string? namespacePath, ILogger logger)
    {
        (_namespacePath, _logger) = (namespacePath, logger);
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Removes a link of the host, if it exists.</summary>
    /// <param name="link">The interface's name.</param>
    /// <param name="done">Called when the link is gone; not called when it could not be removed.</param>
    public void Add(string link, Action done)
    {
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite((link, done)), this);
    }

    /// <summary>Completes when everything added so far is done.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_queue.Writer.TryWrite(("", reached.SetResult))) await reached.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Removes the remaining links, then ends.</summary>
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
