using System.Globalization;

namespace Panel.Engine.Native.Ranges;

/// <summary>Ids that the machine's accounts may use in their own user namespaces: <c>name:first:count</c> lines (subuid(5), subgid(5)).</summary>
internal static class AccountRanges
{
    /// <summary>The ranges in the existing files; malformed lines are ignored, as in newuidmap(1).</summary>
    public static List<(long First, long Size)> Read(IEnumerable<string> files) =>
        [.. files.Where(File.Exists).SelectMany(File.ReadLines).Select(Parse).OfType<(long, long)>()];

    private static (long First, long Size)? Parse(string line) =>
        line.Split(':') is [_, var first, var count]
        && long.TryParse(first, CultureInfo.InvariantCulture, out var from) && long.TryParse(count, CultureInfo.InvariantCulture, out var size) && size > 0
            ? (from, size)
            : null;
}
