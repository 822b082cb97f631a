namespace Panel.Engine.Native.Networks;

/// <summary>The pace of network repairs: usually at once, and ever more slowly against a program that keeps undoing them. Not
/// thread-safe.</summary>
internal sealed class RepairPace(TimeProvider time)
{
    // A firewall reload causes one or two flushes; a configuration tool may reload several times in a row.
    private const int AtOnce = 5;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(2);
    private DateTimeOffset _last;

    /// <summary>Attempts since the last quiet time.</summary>
    public int Attempts { get; private set; }

    /// <summary>How long the next repair must wait; zero when it need not.</summary>
    public TimeSpan Wait => IsSlow && _last + Delay - time.GetUtcNow() is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Whether there were so many repairs that the next ones wait.</summary>
    public bool IsSlow => Attempts >= AtOnce && time.GetUtcNow() - _last < s_quiet;

    private TimeSpan Delay => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(Attempts - AtOnce, 10)), s_longest.TotalSeconds));

    /// <summary>Counts a repair, or an attempt at one.</summary>
    public void Count()
    {
        var now = time.GetUtcNow();
        if (now - _last >= s_quiet) Attempts = 0;
        (Attempts, _last) = (Attempts + 1, now);
    }
}
