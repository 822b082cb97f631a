namespace Panel.Engine.Contract;

/// <summary>How to tell whether a container does its work. What is zero or empty is taken from the image, then from Docker's defaults.</summary>
public sealed record HealthCheck
{
    /// <summary>
    /// <c>CMD</c> and the arguments of a program, <c>CMD-SHELL</c> and a line for <c>/bin/sh</c>, or <c>NONE</c> to check nothing. Exit code 0 is
    /// healthy.
    /// </summary>
    public IReadOnlyList<string> Test { get; set; } = [];

    /// <summary>Time from the end of a check to the next one; 30 s by default, at least 1 ms.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>How long a check may take before it counts as failed; 30 s by default, at least 1 ms.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>Time after the start in which failures do not count; none by default.</summary>
    public TimeSpan StartPeriod { get; set; }

    /// <summary>Time between checks in the start period; 5 s by default.</summary>
    public TimeSpan StartInterval { get; set; }

    /// <summary>How many failures in a row make it unhealthy; 3 by default.</summary>
    public int Retries { get; set; }
}

/// <summary>What the checks have come to.</summary>
public enum HealthStatus
{
    /// <summary>No check has told yet.</summary>
    Starting,

    /// <summary>The last check that counts succeeded.</summary>
    Healthy,

    /// <summary>So many failed in a row, or it does not run any more.</summary>
    Unhealthy,
}

/// <summary>A container's health.</summary>
/// <param name="Status">What it has come to.</param>
/// <param name="FailingStreak">How many checks in a row have failed.</param>
/// <param name="Log">The last five checks, the newest at the end.</param>
public sealed record HealthState(HealthStatus Status, int FailingStreak, IReadOnlyList<HealthResult> Log);

/// <summary>One check.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="ExitCode">Of the command; -1 when it could not run or took too long.</param>
/// <param name="Output">The first 4096 bytes of what it wrote to standard output and error.</param>
public sealed record HealthResult(DateTimeOffset Start, DateTimeOffset End, int ExitCode, string Output);
