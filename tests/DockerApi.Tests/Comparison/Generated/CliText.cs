using System.Text.RegularExpressions;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>What the command line prints, without what differs in each run.</summary>
internal static partial class CliText
{
    /// <summary>Ages, times, sizes and the width of columns taken out.</summary>
    public static string Steady(string text)
    {
        text = TimePattern().Replace(text, "<time>");
        text = AgePattern().Replace(text, "<while>");
        text = SizePattern().Replace(text, "<size>");
        return SpacePattern().Replace(text, " ");
    }

    /// <summary>Its lines in another order than they came.</summary>
    public static string Sorted(string text) => string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal));

    // 2026-11-30 16:02:19 +0000 UTC, and the events' with nanoseconds.
    [GeneratedRegex(@"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d{4} \w+|Z|[+-]\d\d:\d\d)|""(time|timeNano)"":\d+")]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"(\d+ (second|minute)s?|Less than a second|About a minute|<while>)( ago)?")]
    private static partial Regex AgePattern();

    [GeneratedRegex(@"\b\d+(\.\d+)?([kMG]i?)?B\b")]
    private static partial Regex SizePattern();

    [GeneratedRegex(@" +")]
    private static partial Regex SpacePattern();
}
