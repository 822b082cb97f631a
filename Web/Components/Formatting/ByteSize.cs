using System.Buffers;
using System.Globalization;

namespace Panel.Web.Components.Formatting;

/// <summary>Reads sizes as people and Docker write them: <c>512m</c>, <c>1.5 GiB</c>, <c>4096</c>. Units are binary.</summary>
public static class ByteSize
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Parses a size in bytes.</summary>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        var trimmed = text?.Trim() ?? "";
        var split = trimmed.AsSpan().IndexOfAnyExcept(NumberCharacters);
        var number = split < 0 ? trimmed : trimmed[..split];
        var unit = split < 0 ? "" : trimmed[split..].Trim().ToUpperInvariant();
        int? power = unit switch
        {
            "" or "B" => 0,
            "K" or "KB" or "KIB" => 1,
            "M" or "MB" or "MIB" => 2,
            "G" or "GB" or "GIB" => 3,
            "T" or "TB" or "TIB" => 4,
            "P" or "PB" or "PIB" => 5,
            _ => null,
        };
        if (power is null || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        var product = value * Math.Pow(1024, power.Value);
        if (product >= long.MaxValue)
        {
            return false;
        }

        bytes = (long)product;
        return true;
    }
}
