using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>The followers of the list. While one is slow, its changes are kept once per container, so no backlog is longer than the list.</summary>
internal sealed class ContainerWatchers(ContainerRegistry registry)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Watcher> _watchers = [];

    /// <summary>The number of followers.</summary>
    public int Count
    {
        get { lock (_lock) return _watchers.Count; }
    }

    /// <summary>Notifies everybody that a container is new, changed or gone.</summary>
    public void Changed(Container container)
    {
        lock (_lock)
        {
            if (_watchers.Count == 0) return;
            var summary = registry.ById(container.Id)?.Summary;
            foreach (var watcher in _watchers)
            {
                watcher.Pending[container.Id] = summary;
                watcher.Signal.Writer.TryWrite(true);
            }
        }
    }

    public async IAsyncEnumerable<ContainerListUpdate> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new Watcher();
        try
        {
            List<ContainerSummary> all;
            lock (_lock)
            {
                // Under one lock, so that whatever is not in the snapshot arrives as a change.
                _watchers.Add(watcher);
                all = [.. registry.All.Select(container => container.Summary)];
            }
            all.Sort(static (a, b) => b.CreatedAt.CompareTo(a.CreatedAt));
            yield return new ContainerListUpdate(true, all, []);
            while (await watcher.Signal.Reader.WaitToReadAsync(cancellationToken))
            {
                watcher.Signal.Reader.TryRead(out _);
                yield return Take(watcher);
            }
        }
        finally
        {
            lock (_lock) _watchers.Remove(watcher);
        }
    }

    private ContainerListUpdate Take(Watcher watcher)
    {
        lock (_lock)
        {
            List<ContainerSummary> changed = [.. watcher.Pending.Values.OfType<ContainerSummary>()];
            List<string> removed = [.. watcher.Pending.Where(pair => pair.Value is null).Select(pair => pair.Key)];
            watcher.Pending.Clear();
            return new ContainerListUpdate(false, changed, removed);
        }
    }

    private sealed class Watcher
    {
        public Dictionary<string, ContainerSummary?> Pending { get; } = new(StringComparer.Ordinal);
        public Channel<bool> Signal { get; } = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    }
}
