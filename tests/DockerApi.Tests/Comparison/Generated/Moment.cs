using System.Globalization;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Times for <c>since</c> and <c>until</c>.</summary>
internal static class Moment
{
    /// <summary>Seconds since 1970, as exact as the clock: within one millisecond, the case before may have ended.</summary>
    public static string Now(TimeSpan later = default)
    {
        var (seconds, ticks) = Math.DivRem((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch + later).Ticks, TimeSpan.TicksPerSecond);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds}.{ticks:d7}");
    }
}
