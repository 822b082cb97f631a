using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images.Stored;

/// <summary>The documents and layers of stored images.</summary>
internal static class ImageBlobs
{
    /// <summary>An image's manifest.</summary>
    /// <exception cref="Contract.EngineFailureException">It is not usable.</exception>
    public static OciManifest ManifestOf(this ContentStore content, StoredImage image, ImageTable table) =>
        NewContent.ReadManifest(content.Read(image.Manifest.Digest), $"The image {table.NameOf(image.Id)}");

    /// <summary>Each layer's blob once, with its diff id, lowest first.</summary>
    public static List<(OciDescriptor Blob, string DiffId)> Of(StoredImage image, OciManifest manifest) =>
        [.. manifest.Layers.Zip(image.Content.RootFilesystem.DiffIds).DistinctBy(layer => layer.First.Digest)];

    /// <summary>A canonical name as Docker shows it.</summary>
    public static string Familiar(string canonical) => ImageReference.Parse(canonical).Familiar;

    /// <summary>One of the image's names; its id when it has none.</summary>
    public static string NameOf(this ImageTable table, string id) => table.TagsOf(id).Select(Familiar).FirstOrDefault() ?? id;
}
