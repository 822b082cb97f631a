namespace Panel.Web.Features;

/// <summary>Parses enumeration values from words in an address or a form.</summary>
internal static class EnumName
{
    /// <summary>The value with this name, in any case; null for everything else. <see cref="Enum.TryParse{TEnum}(string?, out TEnum)"/>
    /// also accepts numbers and lists of names, and returns values that do not exist.</summary>
    public static T? Parse<T>(string? name) where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? Enum.Parse<T>(found) : null;

    /// <summary>The values in a comma-separated list, each once; unknown names are ignored.</summary>
    public static IEnumerable<T> ParseList<T>(string? names) where T : struct, Enum =>
        (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse<T>).OfType<T>().Distinct();
}
