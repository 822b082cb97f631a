using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Receives one layer from a stream into a staging directory: it unpacks, hashes and writes as the data arrives, with constant
/// memory.</summary>
internal static class LayerFetch
{
    /// <param name="source">The blob, read to its end.</param>
    /// <param name="staging">An empty directory; afterwards it contains <c>blob</c> and, when <paramref name="here"/> is null, <c>diff</c>.</param>
    /// <param name="blob">The blob's description in its manifest.</param>
    /// <param name="diffId">The layer's diff id in the configuration.</param>
    /// <param name="here">The layer, if it is already stored.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="report">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels; the directory is then incomplete.</param>
    /// <exception cref="EngineException">It does not match its digests, or is not a valid layer.</exception>
    public static async Task<LayerRecord?> ReadAsync(
        Stream source, string staging, OciDescriptor blob, string diffId, LayerRecord? here, LayerLimits limits, Action<TransferStage, long> report, CancellationToken cancellationToken)
    {
        await using var tee = new BlobTee(source, staging + "/blob", blob.Size);
        var unpacks = await UnpackAsync(tee, await tee.PeekAsync(LayerCompression.StartBytes, cancellationToken), staging, blob, here, limits, cancellationToken);
        var digest = await tee.FinishAsync(cancellationToken);
        report(TransferStage.Verifying, blob.Size);
        if (tee.Length != blob.Size) throw Wrong($"has {tee.Length} bytes, its manifest says {blob.Size}");
        if (digest != blob.Digest) throw Wrong($"has the digest {digest}, its manifest says {blob.Digest}");
        return Record(unpacks, blob, diffId, here, report);
    }

    /// <summary>The same for a file that was hashed when it was written; it becomes the blob.</summary>
    public static async Task<LayerRecord?> AdoptAsync(
        string file, string staging, OciDescriptor blob, string diffId, LayerRecord? here, LayerLimits limits, Action<TransferStage, long> report, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        if (source.Length != blob.Size) throw Wrong($"has {source.Length} bytes, its manifest says {blob.Size}");
        var start = new byte[LayerCompression.StartBytes];
        var count = source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        source.Position = 0;
        var unpacks = await UnpackAsync(source, start.AsMemory(0, count), staging, blob, here, limits, cancellationToken);
        RandomAccess.FlushToDisk(source.SafeFileHandle);
        File.Move(file, staging + "/blob");
        return Record(unpacks, blob, diffId, here, report);
    }

    // Extracts a missing layer. A stored one that came from another blob is only hashed, so that nobody can give a blob the name of a layer
    // that it is not.
    private static async Task<ExtractedLayer?> UnpackAsync(
        Stream blob, ReadOnlyMemory<byte> start, string staging, OciDescriptor descriptor, LayerRecord? here, LayerLimits limits, CancellationToken cancellationToken)
    {
        if (here is not null && here.Blob == descriptor.Digest) return null;
        var (tar, _) = LayerCompression.Open(blob, start);
        // A plain tar is the blob itself, with which the caller continues.
        await using var unpacked = tar == blob ? null : tar;
        if (here is null)
        {
            Directory.CreateDirectory(staging + "/diff", (UnixFileMode)0x1ED);
            return await LayerExtractor.ExtractAsync(tar, staging + "/diff", limits, cancellationToken);
        }
        using var reader = new LayerTarReader(tar, limits);
        return new(await reader.FinishAsync(cancellationToken), reader.TotalBytes, here.Size, here.Entries);
    }

    private static LayerRecord? Record(ExtractedLayer? layer, OciDescriptor blob, string diffId, LayerRecord? here, Action<TransferStage, long> report)
    {
        if (layer is null) return null;
        report(TransferStage.Extracting, blob.Size);
        if (layer.DiffId != diffId) throw Wrong($"unpacks to {layer.DiffId}, the image's configuration says {diffId}");
        return here is not null ? null : new LayerRecord
        {
            DiffId = diffId,
            Size = layer.ContentBytes,
            Entries = layer.Entries,
            Blob = blob.Digest,
            BlobSize = blob.Size,
            MediaType = blob.MediaType,
        };
    }

    private static EngineFailureException Wrong(string fault) => new($"A layer {fault}; nothing of the image was taken.", "verify layer");
}
