using System.Globalization;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Http;

/// <summary>Times as Docker writes and reads them.</summary>
internal static class GoTime
{
    /// <summary>Go's zero time, which stands for "never".</summary>
    public const string Never = "0001-01-01T00:00:00Z";

    /// <summary>RFC 3339 with as many digits as necessary.</summary>
    public static string Text(DateTimeOffset? time) => time is { } moment ? moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) : Never;

    /// <summary>Nanoseconds since 1970.</summary>
    public static long UnixNanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Reads seconds since 1970 with or without a fraction. For logs and events, Docker's command line computes them from whatever it is given.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public static long? Seconds(string name, string? text) => text is null ? null : Seconds(text)
        ?? throw ApiException.Bad($"The parameter {name} is '{text}', but must be seconds since 1970, such as 1767366245.5.");

    /// <summary>Reads seconds since 1970 with or without a fraction, RFC 3339, or a Go duration such as <c>10m</c> before now.</summary>
    /// <exception cref="ApiException">It is none of these.</exception>
    public static long? Parse(string name, string? text, DateTimeOffset now)
    {
        if (text is null) return null;
        if (Seconds(text) is { } seconds) return seconds;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year is >= 1970 and <= 2261)
            return UnixNanoseconds(time);
        if (GoDuration.TryParse(text, out var span)) return UnixNanoseconds(now - span);
        throw ApiException.Bad($"The parameter {name} is '{text}', but must be seconds since 1970, a time such as 2026-01-02T15:04:05Z, or a duration such as 10m.");
    }

    /// <summary>The times before which a prune removes; there is one at most, as in Docker.</summary>
    /// <exception cref="ApiException">There are several, or one cannot be read.</exception>
    public static long? Until(QueryFilters filters, DateTimeOffset now) => filters["until"] switch
    {
        [] => null,
        [var only] => Parse("until", only, now),
        _ => throw ApiException.Bad("The filter until is given more than once; give one time."),
    };

    private static long? Seconds(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is > -9_000_000_000 and < 9_000_000_000
            ? (long)(seconds * 1_000_000_000) : null;
}
