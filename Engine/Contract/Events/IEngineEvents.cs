using System.Collections.Frozen;

namespace Panel.Engine.Contract;

/// <summary>What happened, as it happens. The last 1,024 events are kept for those who come later.</summary>
public interface IEngineEvents
{
    /// <summary>The newest events, oldest first.</summary>
    IReadOnlyList<EngineEvent> Recent(int count);

    /// <summary>Events from now on, as long as the caller reads. A reader that is 1,024 events behind loses the oldest and is told so by <see cref="EngineEvent.Missed"/>.</summary>
    IAsyncEnumerable<EngineEvent> WatchAsync(CancellationToken cancellationToken = default);
}

/// <summary>Something that happened, in Docker's words.</summary>
/// <param name="Time">When.</param>
/// <param name="Type">container, image, network or volume.</param>
/// <param name="Action">create, start, die, oom, kill, stop, restart, destroy, rename, tag, untag, import, delete, …</param>
/// <param name="Id">Id of the object.</param>
/// <param name="Name">Name of the object at that time.</param>
/// <param name="Attributes">More, such as exitCode, signal, image.</param>
/// <param name="Missed">How many events before this one the reader lost.</param>
public sealed record EngineEvent(
    DateTimeOffset Time, string Type, string Action, string Id, string Name, IReadOnlyDictionary<string, string> Attributes, int Missed = 0)
{
    /// <summary>Labels of the object.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Part of a health check: it comes again and again, and is told to those who watch but not kept for those who come later.</summary>
    public bool IsRoutine { get; init; }
}
