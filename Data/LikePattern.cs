namespace Panel.Data;

/// <summary>LIKE patterns that match a person's input literally.</summary>
internal static class LikePattern
{
    /// <summary>The escape character.</summary>
    public const string Escape = "\\";

    /// <summary>Any text that contains <paramref name="text"/>, for comparison with an upper-case column.</summary>
    public static string Part(string text) => "%" + text.Trim().ToUpperInvariant()
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
}
