using System.Text.RegularExpressions;

namespace Panel.Web.Hubs;

/// <summary>Text as a reader sees it, without colour codes.</summary>
internal static partial class AnsiText
{
    /// <summary>Removes control sequences (ECMA-48, 5.4), so that a search finds a term even if its colour changes in the middle.</summary>
    public static string Strip(string text) => text.Contains('\u001b', StringComparison.Ordinal) ? ControlSequence().Replace(text, "") : text;

    [GeneratedRegex("\u001b\\[[0-?]*[ -/]*[@-~]", RegexOptions.CultureInvariant)]
    private static partial Regex ControlSequence();
}
