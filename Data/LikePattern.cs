namespace Panel.Data;

/// <summary>Patterns of LIKE that mean what a person types, letter for letter.</summary>
internal static class LikePattern
{
    /// <summary>The character before one that is meant as itself.</summary>
    public const string Escape = "\\";

    /// <summary>Anything that holds <paramref name="text"/>, compared with what is in capitals.</summary>
    public static string Part(string text) => "%" + text.Trim().ToUpperInvariant()
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
}
