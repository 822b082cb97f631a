using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Events;

/// <summary>Delivers events to all listeners without waiting for any of them, and keeps the last ones.</summary>
public sealed class EventBus(TimeProvider? time = null) : IEngineEvents
{
    /// <summary>The number of events kept, and how far a reader may fall behind.</summary>
    public const int Capacity = 1024;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Queue<EngineEvent> _recent = new(Capacity);
    private readonly HashSet<Reader> _readers = [];

    /// <summary>The number of listening readers.</summary>
    public int Readers
    {
        get { lock (_lock) return _readers.Count; }
    }

    /// <summary>Publishes an event; never blocks.</summary>
    public void Publish(EngineEvent engineEvent)
    {
        lock (_lock)
        {
            if (!engineEvent.IsRoutine)
            {
                if (_recent.Count == Capacity) _recent.Dequeue();
                _recent.Enqueue(engineEvent);
            }

            foreach (var reader in _readers) reader.Channel.Writer.TryWrite(engineEvent);
        }
    }

    /// <summary>Publishes an event with the present time.</summary>
    public void Publish(string type, string action, string id, string name, params ReadOnlySpan<(string Key, string Value)> attributes) =>
        Publish(type, action, id, name, FrozenDictionary<string, string>.Empty, attributes);

    /// <summary>Publishes an event of an object with labels, with the present time.</summary>
    public void Publish(string type, string action, string id, string name, IReadOnlyDictionary<string, string> labels, params ReadOnlySpan<(string Key, string Value)> attributes) =>
        Publish(Now(type, action, id, name, labels, attributes));

    /// <summary>Publishes an event of a health check.</summary>
    public void PublishRoutine(string type, string action, string id, string name, IReadOnlyDictionary<string, string> labels, params ReadOnlySpan<(string Key, string Value)> attributes) =>
        Publish(Now(type, action, id, name, labels, attributes) with { IsRoutine = true });

    private EngineEvent Now(string type, string action, string id, string name, IReadOnlyDictionary<string, string> labels, ReadOnlySpan<(string Key, string Value)> attributes)
    {
        Dictionary<string, string> map = [];
        foreach (var (key, value) in attributes) map[key] = value;
        return new EngineEvent(_time.GetUtcNow(), type, action, id, name, map.ToFrozenDictionary()) { Labels = labels };
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EngineEvent>> RecentAsync(int count, CancellationToken cancellationToken = default) => Task.FromResult(Recent(count));

    /// <summary>The newest events, oldest first.</summary>
    public IReadOnlyList<EngineEvent> Recent(int count)
    {
        lock (_lock) return [.. _recent.TakeLast(count)];
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EngineEvent> WatchAsync(CancellationToken cancellationToken = default)
    {
        // Registered here rather than at the first read, so that everything after this call is seen.
        var reader = new Reader();
        lock (_lock) _readers.Add(reader);
        return ReadAsync(reader, cancellationToken);
    }

    private async IAsyncEnumerable<EngineEvent> ReadAsync(Reader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var engineEvent in reader.Channel.Reader.ReadAllAsync(cancellationToken))
            {
                var missed = Interlocked.Exchange(ref reader.Missed, 0);
                yield return missed == 0 ? engineEvent : engineEvent with { Missed = missed };
            }
        }
        finally
        {
            lock (_lock) _readers.Remove(reader);
        }
    }

    private sealed class Reader
    {
        public int Missed;

        public Reader() => Channel = System.Threading.Channels.Channel.CreateBounded<EngineEvent>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref Missed));

        public Channel<EngineEvent> Channel { get; }
    }
}
