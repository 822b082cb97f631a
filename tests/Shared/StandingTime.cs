namespace Panel.Tests.Shared;

/// <summary>A clock that stands still until it is put forward: whatever waits for it never happens by itself. Its timers are the system's.</summary>
public sealed class StandingTime : TimeProvider
{
    private long _ticks = DateTimeOffset.UtcNow.UtcTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Puts it forward.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
