using Panel.Engine.Contract;

namespace Panel.Engine.Native.Specs;

/// <summary>A health check with all values set, and the consequences of its results, by Docker's rules.</summary>
internal sealed record HealthRule(IReadOnlyList<string> Arguments, TimeSpan Interval, TimeSpan Timeout, TimeSpan StartPeriod, TimeSpan StartInterval, int Retries)
{
    private const int Kept = 5;

    /// <summary>The rule; null when there is nothing to check.</summary>
    public static HealthRule? Of(HealthCheck? check) => check?.Test switch
    {
        ["CMD", _, ..] => With([.. check.Test.Skip(1)], check),
        ["CMD-SHELL", { Length: > 0 } line] => With(["/bin/sh", "-c", line], check),
        _ => null,
    };

    /// <summary>The health at the start of a run; null when there is nothing to check.</summary>
    public static HealthState? First(HealthCheck? check) => Of(check) is null ? null : new HealthState(HealthStatus.Starting, 0, []);

    /// <summary>The caller's check, completed from the image's.</summary>
    public static HealthCheck? Merge(HealthCheck? caller, HealthCheck? image)
    {
        if (caller is null || image is null) return caller ?? image;
        return new HealthCheck
        {
            Test = caller.Test.Count > 0 ? caller.Test : image.Test,
            Interval = Or(caller.Interval, image.Interval),
            Timeout = Or(caller.Timeout, image.Timeout),
            StartPeriod = Or(caller.StartPeriod, image.StartPeriod),
            StartInterval = Or(caller.StartInterval, image.StartInterval),
            Retries = caller.Retries == 0 ? image.Retries : caller.Retries,
        };
    }

    /// <summary>The time until the next check.</summary>
    /// <param name="health">The present health.</param>
    /// <param name="age">Time since the container's start.</param>
    public TimeSpan Wait(HealthState health, TimeSpan age) => health.Status == HealthStatus.Starting && age < StartPeriod ? StartInterval : Interval;

    /// <summary>The health after one more result.</summary>
    /// <param name="health">The health before.</param>
    /// <param name="result">The check.</param>
    /// <param name="age">Time from the container's start to the check's.</param>
    public HealthState Next(HealthState health, HealthResult result, TimeSpan age)
    {
        IReadOnlyList<HealthResult> log = [.. health.Log.TakeLast(Kept - 1), result];
        if (result.ExitCode == 0) return new HealthState(HealthStatus.Healthy, 0, log);
        if (health.Status == HealthStatus.Starting && age < StartPeriod) return health with { Log = log };
        var streak = health.FailingStreak + 1;
        return new HealthState(streak >= Retries ? HealthStatus.Unhealthy : health.Status, streak, log);
    }

    private static HealthRule With(IReadOnlyList<string> arguments, HealthCheck check) => new(
        arguments,
        Or(check.Interval, TimeSpan.FromSeconds(30)),
        Or(check.Timeout, TimeSpan.FromSeconds(30)),
        check.StartPeriod,
        Or(check.StartInterval, TimeSpan.FromSeconds(5)),
        check.Retries == 0 ? 3 : check.Retries);

    private static TimeSpan Or(TimeSpan value, TimeSpan other) => value == TimeSpan.Zero ? other : value;
}
