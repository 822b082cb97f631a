namespace Panel.Engine.Native.Networks;

/// <summary>
/// How often the network is put back: at once as a rule, and ever more seldom against a program that keeps taking it away. Not thread-safe.
/// </summary>
internal sealed class RepairPace(TimeProvider time)
{
    // A reload of a firewall is a flush or two; a configuration tool may reload several times in a row.
    private const int AtOnce = 5;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(2);
    private DateTimeOffset _last;

    /// <summary>Attempts since the last quiet time.</summary>
    public int Attempts { get; private set; }

    /// <summary>How long the next repair has to wait; zero when it need not.</summary>
    public TimeSpan Wait => IsSlow && _last + Delay - time.GetUtcNow() is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Whether there were so many repairs that they wait.</summary>
    public bool IsSlow => Attempts >= AtOnce && time.GetUtcNow() - _last < s_quiet;

    private TimeSpan Delay => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(Attempts - AtOnce, 10)), s_longest.TotalSeconds));

    /// <summary>Counts a repair, or an attempt of one.</summary>
    public void Count()
    {
        var now = time.GetUtcNow();
        if (now - _last >= s_quiet) Attempts = 0;
        (Attempts, _last) = (Attempts + 1, now);
    }
}
