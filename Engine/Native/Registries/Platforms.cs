using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Images.Oci;

namespace Panel.Engine.Native.Registries;

/// <summary>Platforms of images, in Go's words.</summary>
internal static class Platforms
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

    /// <summary>Of this machine.</summary>
    public static ImagePlatform Host { get; } = new("linux", ImageStore.Architecture);

    /// <summary>Parses <c>linux/arm/v7</c>, <c>linux</c> or <c>arm64</c>.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static ImagePlatform Parse(string text)
    {
        var parts = text.ToLowerInvariant().Split('/');
        if (parts.Length > 3 || parts.Any(part => part.Length == 0 || !part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')))
            throw new InvalidInputException($"'{text}' is no platform; write it as 'linux/amd64' or 'linux/arm/v7'.", "platform");
        if (parts is [var only]) return only == "linux" ? Host : new("linux", Aliases.GetValueOrDefault(only, only));
        var architecture = Aliases.GetValueOrDefault(parts[1], parts[1]);
        return new(parts[0], architecture, Variant(architecture, parts.ElementAtOrDefault(2)));
    }

    public static ImagePlatform Of(OciPlatform platform) => new(platform.Os, platform.Architecture, Variant(platform.Architecture, platform.Variant));

    /// <summary>Whether an image for <paramref name="there"/> is what <paramref name="wanted"/> asks for.</summary>
    public static bool Fits(ImagePlatform there, ImagePlatform wanted) =>
        there.OperatingSystem == wanted.OperatingSystem && there.Architecture == wanted.Architecture && (wanted.Variant is null || there.Variant == wanted.Variant);

    /// <summary>The manifest of an index for a platform.</summary>
    /// <exception cref="ObjectNotFoundException">There is none; the sentence says what there is.</exception>
    public static OciDescriptor Choose(IReadOnlyList<OciDescriptor> manifests, ImagePlatform wanted, string image)
    {
        // What an index does not say of its only manifest, the manifest's configuration does.
        if (manifests is [{ Platform: null } only]) return only;
        var known = manifests.Where(manifest => manifest.Platform is { Os: not "unknown" }).ToList();
        // Without a variant asked for, the plainest comes first.
        return known.Where(manifest => Fits(Of(manifest.Platform!), wanted)).OrderBy(manifest => Of(manifest.Platform!).Variant is null ? 0 : 1).FirstOrDefault()
            ?? throw new ObjectNotFoundException($"The image {image} has no manifest for {wanted}; it is there for {Listed(known.Select(manifest => Of(manifest.Platform!)))}.");
    }

    public static string Listed(IEnumerable<ImagePlatform> platforms) => string.Join(", ", platforms.Select(platform => RegistryFault.Shown(platform.ToString(), 40)).Distinct().Take(20)) is { Length: > 0 } list ? list : "no platform";

    // v8 is the only 64-bit ARM and v1 the plain amd64, so both say nothing.
    private static string? Variant(string architecture, string? variant) =>
        string.IsNullOrEmpty(variant) || (architecture, variant) is ("arm64", "v8") or ("amd64", "v1") ? null : variant;
}
