using System.Text.RegularExpressions;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Where two outputs of <see cref="Probe"/> differ.</summary>
internal static partial class InsideDifferences
{
    /// <summary>A line for each name whose values differ.</summary>
    public static IEnumerable<string> Between(string ofDocker, string ofPanel)
    {
        var (left, right) = (Lines(ofDocker), Lines(ofPanel));
        foreach (var name in left.Keys.Union(right.Keys))
            if (left.GetValueOrDefault(name) != right.GetValueOrDefault(name))
                yield return $"inside: {name} is {left.GetValueOrDefault(name)} in Docker's container and {right.GetValueOrDefault(name)} in the panel's";
    }

    /// <summary>Output without the heads of frames.</summary>
    public static string Text(string frames) => HeadPattern().Replace(frames, "");

    private static Dictionary<string, string> Lines(string text) => Text(text).Split('\n').Select(line => line.Trim('\r'))
        .Where(line => line.Contains('=')).GroupBy(line => line[..line.IndexOf('=')]).ToDictionary(group => group.Key, group => group.First()[(group.Key.Length + 1)..]);

    // The head of a frame: which stream, and how long.
    [GeneratedRegex(@"[\x01\x02]\0\0\0....", RegexOptions.Singleline)]
    private static partial Regex HeadPattern();
}
