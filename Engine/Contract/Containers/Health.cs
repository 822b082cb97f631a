namespace Panel.Engine.Contract;

/// <summary>How to check whether a container works. Zero or empty values come from the image, else from Docker's defaults.</summary>
public sealed record HealthCheck
{
    /// <summary><c>CMD</c> and a program with its arguments, <c>CMD-SHELL</c> and a line for <c>/bin/sh</c>, or <c>NONE</c> for no check.
    /// Exit code 0 means healthy.</summary>
    public IReadOnlyList<string> Test { get; set; } = [];

    /// <summary>Time from the end of a check to the next; 30 s by default, at least 1 ms.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>How long a check may take before it counts as failed; 30 s by default, at least 1 ms.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>Time after the start during which failures do not count; none by default.</summary>
    public TimeSpan StartPeriod { get; set; }

    /// <summary>Time between checks in the start period; 5 s by default.</summary>
    public TimeSpan StartInterval { get; set; }

    /// <summary>The number of failures in a row until it is unhealthy; 3 by default.</summary>
    public int Retries { get; set; }
}

/// <summary>The result of the checks.</summary>
public enum HealthStatus
{
    /// <summary>No check has a result yet.</summary>
    Starting,

    /// <summary>The last counted check succeeded.</summary>
    Healthy,

    /// <summary>Too many checks in a row failed, or it is no longer running.</summary>
    Unhealthy,
}

/// <summary>A container's health.</summary>
/// <param name="Status">The result.</param>
/// <param name="FailingStreak">The number of failed checks in a row.</param>
/// <param name="Log">The last five checks, newest last.</param>
public sealed record HealthState(HealthStatus Status, int FailingStreak, IReadOnlyList<HealthResult> Log);

/// <summary>One check.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="ExitCode">The command's exit code; -1 when it could not run or took too long.</param>
/// <param name="Output">The first 4096 bytes of its standard output and error.</param>
public sealed record HealthResult(DateTimeOffset Start, DateTimeOffset End, int ExitCode, string Output);
