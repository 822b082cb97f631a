using System.Diagnostics;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Layers;
using Panel.Engine.Native.Images.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Takes one layer from a stream into a staging directory: unpacked, hashed and written as it comes, in memory that does not grow with it.</summary>
internal static class LayerFetch
{
    /// <param name="source">The blob, read to its end.</param>
    /// <param name="staging">An empty directory; holds <c>blob</c> and, when <paramref name="extract"/>, <c>diff</c> afterwards.</param>
    /// <param name="blob">What its manifest says of it.</param>
    /// <param name="diffId">What the configuration says of it.</param>
    /// <param name="extract">False when the layer itself is here already.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="report">Told how far it is.</param>
    /// <param name="cancellationToken">Cancels; the directory is half filled then.</param>
    /// <exception cref="EngineException">It is not what its digests say, or not fit to be a layer.</exception>
    public static async Task<LayerRecord?> ReadAsync(
        Stream source, string staging, OciDescriptor blob, string diffId, bool extract, LayerLimits limits, Action<TransferStage, long> report, CancellationToken cancellationToken)
    {
        await using var tee = new BlobTee(source, staging + "/blob", blob.Size);
        ExtractedLayer? layer = null;
        if (extract)
        {
            Directory.CreateDirectory(staging + "/diff", (UnixFileMode)0x1ED);
            var (tar, _) = await LayerCompression.OpenAsync(tee, cancellationToken);
            // A plain tar is the tee itself, which has more to do.
            await using var unpacked = tar == tee ? null : tar;
            layer = await LayerExtractor.ExtractAsync(tar, staging + "/diff", limits, cancellationToken);
        }
        var digest = await tee.FinishAsync(cancellationToken);
        report(TransferStage.Verifying, blob.Size);
        if (tee.Length != blob.Size) throw Wrong($"has {tee.Length} bytes, its manifest says {blob.Size}");
        if (digest != blob.Digest) throw Wrong($"has the digest {digest}, its manifest says {blob.Digest}");
        if (layer is null) return null;
        report(TransferStage.Extracting, blob.Size);
        if (layer.DiffId != diffId) throw Wrong($"unpacks to {layer.DiffId}, the image's configuration says {diffId}");
        return new LayerRecord
        {
            DiffId = diffId,
            Size = layer.ContentBytes,
            Entries = layer.Entries,
            Blob = blob.Digest,
            BlobSize = blob.Size,
            MediaType = blob.MediaType,
        };

        EngineFailureException Wrong(string fault) => new($"A layer {fault}; nothing of the image was taken.", "verify layer");
    }

    /// <summary>Passes a layer's progress on, ten times a second at most while it is downloaded.</summary>
    public static Action<TransferStage, long> Reporter(IProgress<TransferProgress>? progress, string layer, long total)
    {
        var last = 0L;
        return (stage, current) =>
        {
            if (progress is null) return;
            var now = Stopwatch.GetTimestamp();
            if (stage is TransferStage.Downloading or TransferStage.Pushing && current < total && Stopwatch.GetElapsedTime(last, now) < TimeSpan.FromMilliseconds(100)) return;
            last = now;
            progress.Report(new(layer, stage, current, total));
        };
    }
}
