using System.Text.Json;
using Microsoft.Extensions.Logging;
using Panel.Engine.Layers;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Native.State;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>The file that lists the images and their names: an OCI image index with one manifest per name. It is replaced atomically, and
/// that step brings an image into existence.</summary>
internal sealed class ImageIndexFile(string directory, ContentStore content, LayerStore layers, ILogger logger)
{
    private const string RemovedAnnotation = "panel.removed";
    private const string ParentAnnotation = "panel.parent";
    private const string OwnAnnotation = "panel.own-manifest";
    private const string DigestAnnotation = "panel.repository-digest";

    private static readonly string[] s_known = [RemovedAnnotation, ParentAnnotation, OwnAnnotation, DigestAnnotation, OciMediaTypes.NameAnnotation];

    private string Path => directory + "/index.json";

    /// <summary>Read when the index cannot be.</summary>
    private string CopyPath => directory + "/index.copy.json";

    /// <summary>Whether the index could not be read and its content is unknown: content that looks unused may belong to an image.</summary>
    public bool IsRebuilt { get; private set; }

    public ImageTable Load()
    {
        AtomicFile.CreateDirectory(directory);
        foreach (var file in Directory.EnumerateFiles(directory, "*.tmp")) File.Delete(file);
        var table = ImageTable.Empty;
        foreach (var descriptor in ReadDescriptors())
        {
            var image = ReadImage(descriptor);
            var known = table.Images.GetValueOrDefault(image.Id);
            var kept = known is null || known.Removed ? image : known;
            kept = kept with { OtherAnnotations = [.. image.OtherAnnotations.UnionBy(known?.OtherAnnotations ?? [], pair => pair.Key)] };
            table = table with { Images = table.Images.SetItem(image.Id, kept) };
            if (descriptor.Annotations?.GetValueOrDefault(OciMediaTypes.NameAnnotation) is { } name && ImageReference.TryParse(name, out var reference))
                table = table with { Tags = table.Tags.SetItem(reference!.Canonical, image.Id) };
            if (descriptor.Annotations?.GetValueOrDefault(DigestAnnotation) is { } digest && ImageReference.TryParse(digest, out var pinned))
                table = table with { Digests = table.Digests.SetItem(pinned!.Canonical, image.Id) };
        }
        return table;
    }

    public void Save(ImageTable table)
    {
        List<OciDescriptor> manifests = [];
        foreach (var image in table.Images.Values.OrderBy(image => image.Id, StringComparer.Ordinal))
        {
            var tags = table.TagsOf(image.Id).ToList();
            foreach (var tag in tags) manifests.Add(Annotated(image, OciMediaTypes.NameAnnotation, tag));
            foreach (var digest in table.DigestsOf(image.Id)) manifests.Add(Annotated(image, DigestAnnotation, digest));
            if (tags.Count == 0) manifests.Add(image.Removed ? Annotated(image, RemovedAnnotation, "true") : Annotated(image));
        }
        Write(manifests);
    }

    private static OciDescriptor Annotated(StoredImage image, string? annotation = null, string value = "")
    {
        Dictionary<string, string> annotations = new(image.OtherAnnotations);
        if (annotation is not null) annotations[annotation] = value;
        if (image.ParentId is { } parent) annotations[ParentAnnotation] = parent;
        if (image.HasOwnManifest) annotations[OwnAnnotation] = "true";
        return image.Manifest with { Annotations = annotations.Count > 0 ? annotations : null };
    }

    private void Write(List<OciDescriptor> manifests) =>
        AtomicFile.WriteWithCopy(Path, CopyPath, JsonSerializer.SerializeToUtf8Bytes(new OciIndex { Manifests = manifests }, OciJson.Default.OciIndex));

    private List<OciDescriptor> ReadDescriptors()
    {
        try
        {
            return Read(Path);
        }
        catch (Exception absence) when (absence is FileNotFoundException && !File.Exists(CopyPath) && !content.List().Any())
        {
            // A new store. From now on, a missing index means a lost one.
            Write([]);
            return [];
        }
        catch (Exception damage) when (IsDamage(damage))
        {
            return ReadCopy(damage);
        }
    }

    private List<OciDescriptor> ReadCopy(Exception damage)
    {
        var backup = DamagedFile.SetAside(Path);
        try
        {
            var descriptors = Read(CopyPath);
            ImageLog.IndexFromCopy(logger, Cause.Of(damage), backup);
            return descriptors;
        }
        catch (Exception error) when (IsDamage(error))
        {
            IsRebuilt = true;
            ImageLog.IndexDamaged(logger, Cause.Of(damage), backup);
            return [.. content.List().Select(FindManifest).OfType<OciDescriptor>()];
        }
    }

    private static List<OciDescriptor> Read(string path)
    {
        var index = JsonSerializer.Deserialize(File.ReadAllBytes(path), OciJson.Default.OciIndex);
        return index?.Manifests is { } manifests && manifests.TrueForAll(entry => entry is not null && OciDigest.Is(entry.Digest))
            ? manifests
            : throw new JsonException("an entry has no digest");
    }

    private static bool IsDamage(Exception error) => error is JsonException or NotSupportedException or IOException or UnauthorizedAccessException;

    private OciDescriptor? FindManifest((string Digest, long Size) blob)
    {
        if (blob.Size > 1 << 20) return null;
        try
        {
            var manifest = JsonSerializer.Deserialize(content.Read(blob.Digest), OciJson.Default.OciManifest);
            return manifest is { Config: not null, Layers: not null } && OciMediaTypes.IsConfig(manifest.Config.MediaType)
                ? new() { MediaType = manifest.MediaType ?? OciMediaTypes.Manifest, Digest = blob.Digest, Size = blob.Size } : null;
        }
        catch (Exception other) when (other is InvalidDataException || IsDamage(other))
        {
            return null;
        }
    }

    // An unusable entry still counts as an image, with the reason: it can be seen and removed, and does not prevent the start.
    private StoredImage ReadImage(OciDescriptor descriptor)
    {
        var bare = descriptor with { Annotations = null };
        var removed = descriptor.Annotations?.ContainsKey(RemovedAnnotation) == true;
        var image = new StoredImage(descriptor.Digest, bare, OciImage.Unknown, [descriptor.Digest], [], removed)
        {
            ParentId = descriptor.Annotations?.GetValueOrDefault(ParentAnnotation),
            HasOwnManifest = descriptor.Annotations?.ContainsKey(OwnAnnotation) == true,
            OtherAnnotations = [.. (descriptor.Annotations ?? []).Where(pair => !s_known.Contains(pair.Key))],
        };
        try
        {
            var manifest = JsonSerializer.Deserialize(content.Read(descriptor.Digest), OciJson.Default.OciManifest)!;
            var digests = manifest.Layers.Select(layer => layer.Digest).Append(manifest.Config.Digest).ToList();
            if (!digests.TrueForAll(OciDigest.Is)) throw new BrokenImageException("its manifest has a wrong digest");
            image = image with { Id = manifest.Config.Digest, Blobs = [descriptor.Digest, .. digests] };
            var config = JsonSerializer.Deserialize(content.Read(manifest.Config.Digest), OciJson.Default.OciImage)!;
            if (!config.RootFilesystem.DiffIds.TrueForAll(OciDigest.Is)) throw new BrokenImageException("its configuration has a wrong diff id");
            image = image with { Content = config };
            var sizes = config.RootFilesystem.DiffIds.Select(diffId => (layers.Find(diffId) ?? throw new BrokenImageException($"its layer {diffId} is missing")).Size);
            return image with { LayerSizes = [.. sizes] };
        }
        catch (Exception error) when (error is BrokenImageException or InvalidDataException or NullReferenceException or ArgumentNullException || IsDamage(error))
        {
            var fault = error switch
            {
                BrokenImageException broken => broken.Message,
                NullReferenceException or ArgumentNullException => "its manifest or its configuration lacks a part",
                _ => Cause.Of(error),
            };
            ImageLog.Broken(logger, descriptor.Digest, fault);
            return image with { Fault = fault };
        }
    }

    /// <summary>What an image lacks, as part of a sentence.</summary>
    private sealed class BrokenImageException(string fault) : Exception(fault);
}
