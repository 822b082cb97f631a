using System.Text.Json;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images.Archives;

/// <summary>Writes images as one tar that is both an OCI layout and Docker's archive, as Docker 25 and later do; readers of either form
/// accept it.</summary>
internal sealed class ArchiveWriter(Stream output, ContentStore content)
{
    private readonly TarWriter _tar = new(output);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Writes all images and the end of the archive.</summary>
    /// <param name="images">Each image with the names under which it is saved; without a name, only its id identifies it.</param>
    /// <param name="cancellationToken">Cancels; the archive is then cut off.</param>
    public async Task WriteAsync(IReadOnlyList<(StoredImage Image, IReadOnlyList<ImageReference> Names)> images, CancellationToken cancellationToken)
    {
        List<ArchivedImage> docker = [];
        List<OciDescriptor> manifests = [];
        foreach (var (image, names) in images)
        {
            foreach (var blob in image.Blobs) await WriteBlobAsync(blob, cancellationToken);
            var parsed = NewContent.ReadManifest(content.Read(image.Manifest.Digest), "The image " + image.Id);
            docker.Add(new ArchivedImage
            {
                Config = Name(image.Id),
                RepositoryTags = names.Count == 0 ? null : [.. names.Select(name => name.Familiar)],
                Layers = [.. parsed.Layers.Select(layer => Name(layer.Digest))],
            });
            if (names.Count == 0) manifests.Add(image.Manifest with { Annotations = null });
            manifests.AddRange(names.Select(name => image.Manifest with { Annotations = new() { ["io.containerd.image.name"] = name.Canonical, [OciMediaTypes.NameAnnotation] = name.Tag! } }));
        }

        await WriteAsync("index.json", JsonSerializer.SerializeToUtf8Bytes(new OciIndex { Manifests = manifests }, OciJson.Default.OciIndex), cancellationToken);
        await WriteAsync("manifest.json", JsonSerializer.SerializeToUtf8Bytes(docker, ArchiveJson.Default.ListArchivedImage), cancellationToken);
        await WriteAsync("oci-layout", JsonSerializer.SerializeToUtf8Bytes(new LayoutMark(), ArchiveJson.Default.LayoutMark), cancellationToken);
        await _tar.FinishAsync(cancellationToken);
    }

    private async Task WriteBlobAsync(string digest, CancellationToken cancellationToken)
    {
        if (!_written.Add(digest)) return;
        using var file = File.OpenHandle(content.PathOf(digest));
        var entry = Entry(Name(digest));
        entry.Length = RandomAccess.GetLength(file);
        await _tar.WriteAsync(entry, file, cancellationToken);
    }

    private Task WriteAsync(string name, byte[] bytes, CancellationToken cancellationToken) => _tar.WriteFileAsync(Entry(name), bytes, cancellationToken);

    // All with the same time, owner and mode, so that equal images give equal archives.
    private static LayerEntry Entry(string name) =>
        new() { Name = name, Type = LayerEntryType.Regular, LinkName = "", Mode = 0x1A4, Uid = 0, Gid = 0, Modified = default };

    private static string Name(string digest) => "blobs/sha256/" + digest[7..];
}
