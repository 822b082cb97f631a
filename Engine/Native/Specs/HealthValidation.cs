using Panel.Engine.Contract;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Specs;

/// <summary>Refuses an invalid health check.</summary>
internal static class HealthValidation
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <exception cref="InvalidInputException">A field is wrong.</exception>
    public static void Check(HealthCheck? check)
    {
        if (check is null) return;
        if (check.Test is not ([] or ["NONE"] or ["CMD", { Length: > 0 }, ..] or ["CMD-SHELL", { Length: > 0 }]))
            throw InputCheck.Wrong("The health check's test must be NONE, CMD and a program with its arguments, or CMD-SHELL and one line for the shell.", "Healthcheck.Test");
        InputCheck.CheckWords(check.Test, "Healthcheck.Test");
        CheckSpan(check.Interval, nameof(check.Interval));
        CheckSpan(check.Timeout, nameof(check.Timeout));
        CheckSpan(check.StartPeriod, nameof(check.StartPeriod));
        CheckSpan(check.StartInterval, nameof(check.StartInterval));
        if (check.Retries < 0) throw InputCheck.Wrong($"A health check is tried again 0 or more times, not {check.Retries}; 0 is the default of 3.", "Healthcheck.Retries");
    }

    private static void CheckSpan(TimeSpan span, string field)
    {
        if (span != TimeSpan.Zero && span < Shortest) throw InputCheck.Wrong($"The health check's {field} must be 0 for the default, or at least 1 ms.", $"Healthcheck.{field}");
        if (span > TimeSpan.FromDays(365)) throw InputCheck.Wrong($"The health check's {field} must be at most a year.", $"Healthcheck.{field}");
    }
}
