using System.Collections.Frozen;

namespace Panel.Engine.Contract;

/// <summary>The engine's events. The last 1,024 events are kept for later readers.</summary>
public interface IEngineEvents
{
    /// <summary>The newest events, oldest first.</summary>
    Task<IReadOnlyList<EngineEvent>> RecentAsync(int count, CancellationToken cancellationToken = default);

    /// <summary>Events from now on, as long as the caller reads. A reader that falls 1,024 events behind loses the oldest;
    /// <see cref="EngineEvent.Missed"/> counts them.</summary>
    IAsyncEnumerable<EngineEvent> WatchAsync(CancellationToken cancellationToken = default);
}

/// <summary>An event, in Docker's words.</summary>
/// <param name="Time">The time.</param>
/// <param name="Type">container, image, network or volume.</param>
/// <param name="Action">create, start, die, oom, kill, stop, restart, destroy, rename, tag, untag, import, delete, …</param>
/// <param name="Id">Id of the object.</param>
/// <param name="Name">Name of the object at that time.</param>
/// <param name="Attributes">More attributes, such as exitCode, signal, image.</param>
/// <param name="Missed">The number of events before this one that the reader lost.</param>
public sealed record EngineEvent(
    DateTimeOffset Time, string Type, string Action, string Id, string Name, IReadOnlyDictionary<string, string> Attributes, int Missed = 0)
{
    /// <summary>Labels of the object.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Whether the event belongs to a health check: it occurs again and again, so watchers get it, but it is not kept for later
    /// readers.</summary>
    public bool IsRoutine { get; init; }
}
