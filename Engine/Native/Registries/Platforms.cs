using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Oci;

namespace Panel.Engine.Native.Registries;

/// <summary>Platforms in what registries and archives say of images.</summary>
internal static class Platforms
{
    public static ImagePlatform Of(OciPlatform platform) => ImagePlatform.Of(platform.Os, platform.Architecture, platform.Variant);

    /// <summary>The manifest of an index for a platform.</summary>
    /// <exception cref="ObjectNotFoundException">There is none; the sentence says what there is.</exception>
    public static OciDescriptor Choose(IReadOnlyList<OciDescriptor> manifests, ImagePlatform wanted, string image)
    {
        // What an index does not say of its only manifest, the manifest's configuration does.
        if (manifests is [{ Platform: null } only]) return only;
        var known = manifests.Where(manifest => manifest.Platform is { Os: not "unknown" }).ToList();
        return Nearest(known, wanted) ?? throw new ObjectNotFoundException($"The image {image} has no manifest for {wanted}; it is there for {Listed(known.Select(manifest => Of(manifest.Platform!)))}.");
    }

    /// <summary>Of those that say what they are for and fit, the one that is nearest to what is wanted.</summary>
    public static OciDescriptor? Nearest(IEnumerable<OciDescriptor> manifests, ImagePlatform wanted) =>
        manifests.Where(manifest => manifest.Platform is { } platform && Of(platform).Fits(wanted)).MinBy(manifest => Of(manifest.Platform!).DistanceTo(wanted));

    public static string Listed(IEnumerable<ImagePlatform> platforms) => string.Join(", ", platforms.Select(platform => RegistryFault.Shown(platform.ToString(), 40)).Distinct().Take(20)) is { Length: > 0 } list ? list : "no platform";
}
