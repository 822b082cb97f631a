using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Compresses the layers of images that were made here.</summary>
internal sealed class ImageCompression(ImageCatalog catalog, ContentStore content, LayerStore layers, LayerBlobs blobs)
{
    // Each compression takes a processor, and the machine has containers to run.
    private const int ParallelCompressions = 2;

    /// <summary>
    /// The image as registries receive it, with compressed layers. A manifest that was created here for plain layers is permanently
    /// replaced by one for compressed layers, so that the next push finds them; the id stays, and the plain tars are removed. An image that
    /// came with a manifest keeps it and its digest.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="lease">Holds what the push needs; afterwards the content of the new manifest.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    public async Task<StoredImage> RunAsync(StoredImage image, Lease lease, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        if (!image.HasOwnManifest) return image;
        var manifest = content.ManifestOf(image, catalog.Table);
        List<PlainLayer> plain = [.. ImageBlobs.Of(image, manifest).Where(layer => layer.Blob.MediaType == OciMediaTypes.Layer).Select(layer => new PlainLayer(layer.Blob, layer.DiffId))];
        if (plain.Count == 0) return image;
        await catalog.ChangeAsync(_ =>
        {
            foreach (var layer in plain)
            {
                layer.Compressed = CompressedHere(layer.DiffId);
                if (layer.Compressed is { } here) lease.Add([here.Digest]);
            }
        }, cancellationToken);
        await blobs.EnsureAsync(plain.Where(layer => layer.Compressed is null).Select(layer => (layer.Blob, layer.DiffId)), cancellationToken);
        var staging = layers.NewStaging();
        try
        {
            await Parallel.ForEachAsync(plain.Where(layer => layer.Compressed is null), new ParallelOptions { MaxDegreeOfParallelism = ParallelCompressions, CancellationToken = cancellationToken },
                async (layer, token) =>
                {
                    using var report = new LayerProgress(progress, layer.DiffId, layer.Blob.Size, TimeProvider.System);
                    layer.Compressed = await CompressAsync(layer.Blob, layer.Staged = $"{staging}/{layer.Blob.Digest[7..]}", report.Report, token);
                });
            return await catalog.ChangeAsync(change => Replace(change, image, manifest, plain, lease), cancellationToken);
        }
        finally
        {
            await Task.Run(() => FileTree.Remove(staging), CancellationToken.None);
        }
    }

    // Pulled in this form, or compressed for another image.
    private OciDescriptor? CompressedHere(string diffId) =>
        layers.Find(diffId) is { MediaType: OciMediaTypes.LayerGzip or OciMediaTypes.DockerLayerGzip } record && File.Exists(content.PathOf(record.Blob))
            ? new() { MediaType = OciMediaTypes.LayerGzip, Digest = record.Blob, Size = record.BlobSize } : null;

    private StoredImage Replace(ImageChange change, StoredImage image, OciManifest manifest, List<PlainLayer> plain, Lease lease)
    {
        if (!change.Table.Images.TryGetValue(image.Id, out var now)) throw new ObjectNotFoundException($"The image {StoredImage.Short(image.Id)} was removed while it was pushed.");
        foreach (var layer in plain.Where(layer => layer.Staged is not null)) content.Adopt(layer.Staged!, layer.Compressed!.Digest);
        var compressed = plain.ToDictionary(layer => layer.Blob.Digest, layer => layer.Compressed!);
        List<OciDescriptor> described = [.. manifest.Layers.Select(layer => compressed.GetValueOrDefault(layer.Digest, layer))];
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest with { Layers = described }, OciJson.Default.OciManifest);
        var descriptor = new OciDescriptor { MediaType = OciMediaTypes.Manifest, Digest = content.Write(bytes), Size = bytes.Length };
        image = now with { Manifest = descriptor, Blobs = [descriptor.Digest, image.Id, .. described.Select(layer => layer.Digest).Distinct()] };
        change.Save(change.Table with { Images = change.Table.Images.SetItem(image.Id, image) });
        foreach (var layer in plain)
        {
            if (layer.Staged is not null && layers.Find(layer.DiffId) is { } record)
                layers.Relabel(record with { Blob = layer.Compressed!.Digest, BlobSize = layer.Compressed.Size, MediaType = layer.Compressed.MediaType });
        }
        // Not the diff ids any more: they are the digests of the plain tars, which go now.
        lease.Replace(image.Blobs);
        change.Sweep();
        return image;
    }

    private async Task<OciDescriptor> CompressAsync(OciDescriptor plain, string target, Action<TransferStage, long> report, CancellationToken cancellationToken)
    {
        using SHA256 read = SHA256.Create(), written = SHA256.Create();
        long size;
        try
        {
            await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            await using var source = new CryptoStream(File.OpenRead(content.PathOf(plain.Digest)), read, CryptoStreamMode.Read);
            await using (var hashed = new CryptoStream(file, written, CryptoStreamMode.Write, leaveOpen: true))
            await using (var gzip = new GZipStream(hashed, CompressionLevel.Optimal))
            {
                var piece = new byte[1 << 16];
                long done = 0;
                for (int count; (count = await source.ReadAsync(piece, cancellationToken)) > 0; report(TransferStage.Compressing, done += count))
                    await gzip.WriteAsync(piece.AsMemory(0, count), cancellationToken);
            }
            file.Flush();
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            size = file.Length;
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            throw DiskFull.Failure(full);
        }
        // A new digest would declare damaged data to be correct.
        return Digest(read) == plain.Digest ? new() { MediaType = OciMediaTypes.LayerGzip, Digest = Digest(written), Size = size }
            : throw new EngineFailureException($"The layer {plain.Digest} is damaged; it cannot be pushed.", "push");

        static string Digest(SHA256 hash) => "sha256:" + Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>A layer that is stored as a plain tar.</summary>
    private sealed record PlainLayer(OciDescriptor Blob, string DiffId)
    {
        /// <summary>Its compressed form.</summary>
        public OciDescriptor? Compressed { get; set; }

        /// <summary>The file with it; null when it was already stored.</summary>
        public string? Staged { get; set; }
    }
}
