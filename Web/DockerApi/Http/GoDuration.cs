using System.Globalization;
using System.Text.RegularExpressions;

namespace Panel.Web.DockerApi.Http;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>1.5s</c>, <c>100ms</c>.</summary>
internal static partial class GoDuration
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365 * 100);

    public static bool TryParse(string text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        var match = Form().Match(text);
        if (!match.Success) return false;
        double total = 0;
        foreach (var (number, unit) in match.Groups["number"].Captures.Zip(match.Groups["unit"].Captures))
            total += double.Parse(number.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * Seconds(unit.Value);
        if (total > Longest.TotalSeconds) return false;
        span = TimeSpan.FromSeconds(total);
        return true;
    }

    private static double Seconds(string unit) => unit switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, "us" or "µs" => 1e-6, _ => 1e-9 };

    [GeneratedRegex(@"^(?:(?<number>\d{1,12}(?:\.\d{1,9})?)(?<unit>ns|us|µs|ms|s|m|h))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
