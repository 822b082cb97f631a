using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

public sealed class FakeEvents : IEngineEvents
{
    private readonly Lock _lock = new();
    private readonly List<Channel<EngineEvent>> _watchers = [];

    public List<EngineEvent> Kept { get; } = [];

    /// <summary>How many have begun to watch.</summary>
    public int Watchers
    {
        get
        {
            lock (_lock) return _watchers.Count;
        }
    }

    public void Happen(EngineEvent happening)
    {
        lock (_lock)
        {
            Kept.Add(happening);
            foreach (var watcher in _watchers) watcher.Writer.TryWrite(happening);
        }
    }

    public Task<IReadOnlyList<EngineEvent>> RecentAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<EngineEvent>>([.. Kept.TakeLast(count)]);
    }

    public async IAsyncEnumerable<EngineEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var events = Channel.CreateUnbounded<EngineEvent>();
        lock (_lock) _watchers.Add(events);
        await foreach (var happening in events.Reader.ReadAllAsync(cancellationToken)) yield return happening;
    }
}
