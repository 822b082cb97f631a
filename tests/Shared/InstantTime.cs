using System.Collections.Concurrent;

namespace Panel.Tests.Shared;

/// <summary>Time in which every pause is over at once, and is remembered.</summary>
public sealed class InstantTime : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _pauses = new();

    /// <summary>What was waited for, in order.</summary>
    public IReadOnlyList<TimeSpan> Pauses => [.. _pauses];

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan) _pauses.Enqueue(dueTime);
        return System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
