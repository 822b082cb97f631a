using System.Formats.Tar;
using System.Text.Json;
using Panel.Engine.Native.Images.Oci;

namespace Panel.Engine.Native.Images.Archives;

/// <summary>Writes images as one tar that is an OCI layout and Docker's archive at once, as Docker 25 and later do: both read it.</summary>
internal sealed class ArchiveWriter(Stream output, ContentStore content) : IAsyncDisposable
{
    private readonly TarWriter _tar = new(output, TarEntryFormat.Gnu, leaveOpen: true);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Writes them all.</summary>
    /// <param name="images">Each with the names it is saved by; without one it is found by its id alone.</param>
    /// <param name="cancellationToken">Cancels; the archive is cut off then.</param>
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
    }

    /// <summary>Writes the end of the archive.</summary>
    public ValueTask DisposeAsync() => _tar.DisposeAsync();

    private async Task WriteBlobAsync(string digest, CancellationToken cancellationToken)
    {
        if (!_written.Add(digest)) return;
        await using var file = new FileStream(content.PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
        await WriteAsync(Name(digest), file, cancellationToken);
    }

    private Task WriteAsync(string name, byte[] bytes, CancellationToken cancellationToken) => WriteAsync(name, new MemoryStream(bytes), cancellationToken);

    // Of one time, owner and mode: equal images give equal archives.
    private Task WriteAsync(string name, Stream data, CancellationToken cancellationToken) => _tar.WriteEntryAsync(
        new GnuTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = data,
            ModificationTime = DateTimeOffset.UnixEpoch,
            AccessTime = DateTimeOffset.UnixEpoch,
            ChangeTime = DateTimeOffset.UnixEpoch,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        },
        cancellationToken);

    private static string Name(string digest) => "blobs/sha256/" + digest[7..];
}
