using Panel.Engine.Contract;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Registry;

/// <summary>Platforms in the descriptions of registries and archives.</summary>
public static class Platforms
{
    public static ImagePlatform Of(OciPlatform platform) => ImagePlatform.Of(platform.Os, platform.Architecture, platform.Variant);

    /// <summary>Chooses an index's manifest for a platform.</summary>
    /// <exception cref="ObjectNotFoundException">There is none; the message lists the available platforms.</exception>
    public static OciDescriptor Choose(IReadOnlyList<OciDescriptor> manifests, ImagePlatform wanted, string image)
    {
        // If an index does not name the platform of its only manifest, the manifest's configuration does.
        if (manifests is [{ Platform: null } only]) return only;
        var known = manifests.Where(manifest => manifest.Platform is { Os: not "unknown" }).ToList();
        return Nearest(known, wanted) ?? throw new ObjectNotFoundException($"The image {image} has no manifest for {wanted}; it is there for {Listed(known.Select(manifest => Of(manifest.Platform!)))}.");
    }

    /// <summary>The nearest to the wanted platform, among the manifests that name a matching one.</summary>
    public static OciDescriptor? Nearest(IEnumerable<OciDescriptor> manifests, ImagePlatform wanted) =>
        manifests.Where(manifest => manifest.Platform is { } platform && Of(platform).Fits(wanted)).MinBy(manifest => Of(manifest.Platform!).DistanceTo(wanted));

    public static string Listed(IEnumerable<ImagePlatform> platforms) => string.Join(", ", platforms.Select(platform => RegistryText.Shown(platform.ToString(), 40)).Distinct().Take(20)) is { Length: > 0 } list ? list : "no platform";
}
