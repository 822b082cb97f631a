using System.Globalization;
using System.Runtime.InteropServices;

namespace Panel.Engine.Contract;

/// <summary>The platform of a program, in Go's words.</summary>
/// <param name="OperatingSystem">Such as linux.</param>
/// <param name="Architecture">Such as amd64.</param>
/// <param name="Variant">Such as v7; null if there is none.</param>
public sealed record ImagePlatform(string OperatingSystem, string Architecture, string? Variant = null)
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["x86_64"] = "amd64",
        ["x86-64"] = "amd64",
        ["aarch64"] = "arm64",
        ["i386"] = "386",
        ["i686"] = "386",
        ["armhf"] = "arm",
    };

    /// <summary>This machine's platform.</summary>
    public static ImagePlatform Host { get; } = new("linux", RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    });

    /// <summary>Parses <c>linux/arm/v7</c>, <c>linux</c> or <c>arm64</c>; other names of an architecture are converted to Go's.</summary>
    /// <exception cref="InvalidInputException">The text is not a platform.</exception>
    public static ImagePlatform Parse(string text)
    {
        var parts = text.ToLowerInvariant().Split('/');
        if (parts.Length > 3 || parts.Any(part => part.Length == 0 || !part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')))
            throw new InvalidInputException($"'{text}' is not a platform; write it as 'linux/amd64' or 'linux/arm/v7'.", "platform");
        if (parts is [var only]) return only == "linux" ? Host : new("linux", Aliases.GetValueOrDefault(only, only));
        return Of(parts[0], Aliases.GetValueOrDefault(parts[1], parts[1]), parts.ElementAtOrDefault(2));
    }

    /// <summary>The platform of an image; other names of an architecture are converted to Go's, and a meaningless variant is omitted.</summary>
    public static ImagePlatform Of(string operatingSystem, string architecture, string? variant)
    {
        architecture = Aliases.GetValueOrDefault(architecture, architecture);
        // v8 is the only 64-bit ARM, and v1 the plain amd64.
        return new(operatingSystem, architecture, string.IsNullOrEmpty(variant) || (architecture, variant) is ("arm64", "v8") or ("amd64", "v1") ? null : variant);
    }

    // Variants of one architecture are versions, each of which runs programs for a lower one; no variant means this version.
    private int? Level => Variant is null ? Architecture switch { "arm" => 7, "arm64" => 8, _ => 1 }
        : Variant[0] == 'v' && int.TryParse(Variant.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : null;

    /// <summary>Whether a program for this platform satisfies <paramref name="wanted"/>: without a variant, any satisfies it; with one,
    /// that variant and those below.</summary>
    public bool Fits(ImagePlatform wanted) =>
        OperatingSystem == wanted.OperatingSystem && Architecture == wanted.Architecture && (wanted.Variant is null || Variant == wanted.Variant || Level <= wanted.Level);

    /// <summary>How far this is from <paramref name="wanted"/>, which it satisfies: 0 for the same, then those below from high to low, then
    /// those above.</summary>
    public int DistanceTo(ImagePlatform wanted)
    {
        if (Variant == wanted.Variant) return 0;
        const int above = 1000;
        return Level is not { } level || wanted.Level is not { } most ? int.MaxValue : level <= most ? 1 + most - level : above + Math.Min(level, above);
    }

    /// <summary>The same for an image's own configuration, which often omits the variant.</summary>
    public bool MayFit(ImagePlatform wanted) => Fits(Variant is null ? wanted with { Variant = null } : wanted);

    /// <summary>Such as <c>linux/arm/v7</c>.</summary>
    public override string ToString() => $"{OperatingSystem}/{Architecture}{(Variant is null ? "" : "/" + Variant)}";
}
