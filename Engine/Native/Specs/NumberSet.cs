using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Panel.Engine.Native.Specs;

/// <summary>Parses lists of processors and memory nodes in the kernel's form: <c>0-2,4</c> (cpuset(7), "List format").</summary>
internal static class NumberSet
{
    private const int LongestNumber = 5;

    /// <returns>False when the text is not such a list.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out SortedSet<int>? numbers)
    {
        numbers = null;
        SortedSet<int> found = [];
        foreach (var range in text.Split(','))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || !ends.All(end => end.Length is > 0 and <= LongestNumber && end.All(char.IsAsciiDigit))) return false;
            var (first, last) = (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
            if (first > last) return false;
            found.UnionWith(Enumerable.Range(first, last - first + 1));
        }
        numbers = found;
        return true;
    }
}
