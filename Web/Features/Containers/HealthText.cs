using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Containers;

/// <summary>Texts for a health check.</summary>
public static class HealthText
{
    /// <summary>The command.</summary>
    public static string Command(HealthCheck check) => check.Test is ["CMD-SHELL", var line, ..] ? line : CommandLine.Join([.. check.Test.Skip(1)]);

    /// <summary>When the check runs, and which failures count.</summary>
    public static string When(HealthCheck check)
    {
        var start = check.StartPeriod > TimeSpan.Zero ? $"; failures in the first {Text(check.StartPeriod, 0)} do not count" : "";
        return $"every {Text(check.Interval, 30)}, at most {Text(check.Timeout, 30)} long, unhealthy after {(check.Retries == 0 ? 3 : check.Retries)} failures{start}";
    }

    private static string Text(TimeSpan span, int standard) => (span == TimeSpan.Zero ? standard : span.TotalSeconds).ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
