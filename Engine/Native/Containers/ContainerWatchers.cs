using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>Those who follow the list. What changes while one of them is slow is kept once a container, so nobody's backlog is longer than the list.</summary>
internal sealed class ContainerWatchers(ContainerRegistry registry)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Watcher> _watchers = [];

    /// <summary>How many follow.</summary>
    public int Count
    {
        get { lock (_lock) return _watchers.Count; }
    }

    /// <summary>Tells everybody that a container is new, differs or is gone.</summary>
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
                // Under one lock: what is not in the snapshot comes as a change.
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
