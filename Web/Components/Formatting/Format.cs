using System.Globalization;

namespace Panel.Web.Components.Formatting;

/// <summary>Writes numbers and times for people.</summary>
public static class Format
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>A size in binary units with at most one decimal, such as <c>1.5 MiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (Math.Abs(bytes) >= 1024 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        var digits = unit == 0 || Math.Abs(bytes) >= 100 ? "0" : "0.#";
        return bytes.ToString(digits, CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>A rate, such as <c>1.5 MiB/s</c>.</summary>
    public static string BytesPerSecond(double bytes) => Bytes(bytes) + "/s";

    /// <summary>A percentage; without a decimal from 10 on.</summary>
    public static string Percent(double percent) =>
        percent.ToString(percent is > 0 and < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A duration in its two largest units, such as <c>3 d 4 h</c> or <c>12 s</c>.</summary>
    public static string Duration(TimeSpan span)
    {
        span = span < TimeSpan.Zero ? TimeSpan.Zero : span;
        return span switch
        {
            { TotalDays: >= 1 } => Two((int)span.TotalDays, "d", span.Hours, "h"),
            { TotalHours: >= 1 } => Two(span.Hours, "h", span.Minutes, "min"),
            { TotalMinutes: >= 1 } => Two(span.Minutes, "min", span.TotalMinutes < 10 ? span.Seconds : 0, "s"),
            _ => $"{(int)span.TotalSeconds} s",
        };
    }

    /// <summary>How long ago, such as <c>5 min ago</c>.</summary>
    public static string Ago(DateTimeOffset time, DateTimeOffset now) =>
        (now - time) switch
        {
            { TotalSeconds: < 5 } => "just now",
            { TotalMinutes: < 1 } and var span => $"{span.Seconds} s ago",
            { TotalHours: < 1 } and var span => $"{span.Minutes} min ago",
            { TotalDays: < 1 } and var span => $"{span.Hours} h ago",
            var span => $"{(int)span.TotalDays} d ago",
        };

    /// <summary>A full date and time, for titles.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>First 12 characters of an id or digest, as Docker shows it.</summary>
    public static string ShortId(string id)
    {
        var hex = id.StartsWith("sha256:", StringComparison.Ordinal) ? id[7..] : id;
        return hex.Length > 12 ? hex[..12] : hex;
    }

    /// <summary>A number with its noun: <c>1 volume</c>, <c>3 volumes</c>.</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
