namespace Panel.Web.Features;

/// <summary>Words of an address or a form that stand for a value of an enumeration.</summary>
internal static class EnumName
{
    /// <summary>
    /// The value of this name, whatever its case; null for everything else. <see cref="Enum.TryParse{TEnum}(string?, out TEnum)"/> takes numbers and lists
    /// of names too, and makes values of them that there are not.
    /// </summary>
    public static T? Parse<T>(string? name) where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? Enum.Parse<T>(found) : null;

    /// <summary>Those of a list with commas, once each; what is none is left out.</summary>
    public static IEnumerable<T> ParseList<T>(string? names) where T : struct, Enum =>
        (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse<T>).OfType<T>().Distinct();
}
