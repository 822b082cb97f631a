using System.Text.RegularExpressions;

namespace Panel.DockerApi.Tests.Copies;

/// <summary>The words of an error of <c>docker cp</c> that matter: those of the command line as they are, and of the engine's sentences what they are about.</summary>
internal static class CopyWords
{
    private const string OfTheEngine = "Error response from daemon: ";

    // What Docker calls it in one way or another.
    private static readonly (string Words, string About)[] Known =
    [
        ("cannot overwrite (non-)?directory \"[^\"]+\" with (non-)?directory", ""), ("too many (links|levels of symbolic links)|more than 40 symbolic links", "a circle of links"),
        ("not a directory", ""), ("Could not find the file \\S+", ""), ("No such container: \\S+", ""), ("bad parameter: path|parameter path is missing", "no path"),
    ];

    public static string Of(string error) => string.Join(", ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line));

    private static string Line(string line)
    {
        if (!line.Contains(OfTheEngine, StringComparison.Ordinal)) return line.Trim();
        foreach (var (words, about) in Known)
        {
            if (Regex.Match(line, words) is { Success: true } match) return $"the engine: {(about.Length > 0 ? about : match.Value)}";
        }

        return line.Trim();
    }
}
