using System.Globalization;

namespace Panel.Engine.Native.Ranges;

/// <summary>Ids that the machine's accounts may use in user namespaces of their own: <c>name:first:count</c> lines (subuid(5), subgid(5)).</summary>
internal static class AccountRanges
{
    /// <summary>Those of the files that exist; a line of another form is left out, as newuidmap(1) does.</summary>
    public static List<(long First, long Size)> Read(IEnumerable<string> files) =>
        [.. files.Where(File.Exists).SelectMany(File.ReadLines).Select(Parse).OfType<(long, long)>()];

    private static (long First, long Size)? Parse(string line) =>
        line.Split(':') is [_, var first, var count]
        && long.TryParse(first, CultureInfo.InvariantCulture, out var from) && long.TryParse(count, CultureInfo.InvariantCulture, out var size) && size > 0
            ? (from, size)
            : null;
}
