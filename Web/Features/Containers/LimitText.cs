using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Containers;

/// <summary>Parses and formats single limits; a value that cannot be parsed becomes an error at its field.</summary>
internal sealed class LimitText(FormErrors errors)
{
    /// <summary>The word for no limit.</summary>
    public const string Unlimited = "unlimited";

    /// <summary>The size in the largest exact unit, as <see cref="ByteSize"/> reads it.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } value) return "";
        foreach (var (unit, shift) in new[] { ("g", 30), ("m", 20), ("k", 10) })
        {
            if (value % (1L << shift) == 0) return (value >> shift).ToString(CultureInfo.InvariantCulture) + unit;
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The number; empty if null.</summary>
    public static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Such as <c>read 10 MiB/s, write 500 operations/s</c>.</summary>
    public static string Rate(DeviceRate rate)
    {
        List<string> parts = [];
        Add(rate.ReadBytes is { } read ? $"read {Format.Bytes(read)}/s" : null);
        Add(rate.WriteBytes is { } written ? $"write {Format.Bytes(written)}/s" : null);
        Add(rate.ReadOperations is { } reads ? $"read {reads} operations/s" : null);
        Add(rate.WriteOperations is { } writes ? $"write {writes} operations/s" : null);
        return parts.Count == 0 ? "no limit" : string.Join(", ", parts);

        void Add(string? part)
        {
            if (part is not null) parts.Add(part);
        }
    }

    /// <summary>A size such as 512m; null when empty.</summary>
    public long? Bytes(string text, string field)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (!ByteSize.TryParse(text.Trim(), out var bytes)) errors.Add(field, "Enter a size such as 512m or 1.5g.");
        return bytes;
    }

    /// <summary>A number; null when empty.</summary>
    public T? Number<T>(string text, string field, string sentence) where T : struct, IParsable<T>
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (T.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number)) return number;
        errors.Add(field, sentence);
        return null;
    }
}
