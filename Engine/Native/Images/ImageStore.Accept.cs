using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <summary>Reads a layer's blob into a staging directory, as <see cref="LayerFetch"/> does; <c>here</c> is the layer when it was extracted before.</summary>
    private delegate Task<LayerRecord?> FetchLayer(OciDescriptor blob, string diffId, string staging, LayerRecord? here, LayerProgress report, CancellationToken cancellationToken);

    /// <summary>Accepts an image with layers from elsewhere: it reads the missing layers, and then makes everything visible at once.</summary>
    /// <param name="content">Manifest and configuration.</param>
    /// <param name="fetch">Reads the missing blobs.</param>
    /// <param name="parallel">The number of simultaneous reads.</param>
    /// <param name="name">Creates the table with the image's names; called when the image is in the table.</param>
    /// <param name="progress">Receives progress for every layer.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    private async Task<StoredImage> AcceptAsync(
        NewContent content, FetchLayer fetch, int parallel, Func<ImageTable, string, ImageTable> name, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        // The only limit for bytes after a compressed tar.
        if (content.Layers.FirstOrDefault(layer => layer.Blob.Size > Limits.MaxBytes).Blob is { } giant)
            throw new EngineFailureException($"The layer {giant.Digest} has {giant.Size} bytes; at most {Limits.MaxBytes} are accepted.", "make image");
        // From here on, a removal of other images spares what this image needs.
        var lease = _leases.Take([.. content.Layers.SelectMany(layer => (string[])[layer.Blob.Digest, layer.DiffId]), content.Id, content.Descriptor.Digest]);
        List<StagedLayer> staged = [];
        var accepted = false;
        try
        {
            if (_table.Images.TryGetValue(content.Id, out var known) && known is { Fault: null })
            {
                foreach (var (blob, _) in content.Layers) progress?.Report(new(blob.Digest, TransferStage.Present));
            }
            else
            {
                staged = [.. content.Layers.Where(layer => !IsHere(layer.Blob.Digest, layer.DiffId)).Select(layer => new StagedLayer(layer.Blob, layer.DiffId, _layers.NewStaging()))];
                foreach (var (blob, _) in content.Layers)
                    progress?.Report(new(blob.Digest, staged.Exists(layer => layer.Blob.Digest == blob.Digest) ? TransferStage.Waiting : TransferStage.Present, 0, blob.Size));
                await Parallel.ForEachAsync(staged, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
                    async (layer, token) => await FetchAsync(layer, fetch, progress, token));
            }
            var image = await CommitAsync(content, staged, name, cancellationToken);
            accepted = true;
            return image;
        }
        finally
        {
            await ChangeAsync(() =>
            {
                lease.Dispose();
                // What a failed commit had already put in place.
                if (!accepted) Sweep();
            }, CancellationToken.None);
            await Task.Run(() =>
            {
                foreach (var layer in staged) FileTree.Remove(layer.Directory);
            }, CancellationToken.None);
        }
    }

    private async Task FetchAsync(StagedLayer layer, FetchLayer fetch, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        using var report = new LayerProgress(progress, layer.Blob.Digest, layer.Blob.Size, TimeProvider.System);
        layer.Record = await fetch(layer.Blob, layer.DiffId, layer.Directory, _layers.Find(layer.DiffId), report, cancellationToken);
        report.Report(TransferStage.Complete, layer.Blob.Size);
    }

    private async Task<StoredImage> CommitAsync(NewContent content, List<StagedLayer> staged, Func<ImageTable, string, ImageTable> name, CancellationToken cancellationToken)
    {
        StoredImage? image = null;
        await ChangeAsync(() =>
        {
            image = _table.Images.GetValueOrDefault(content.Id);
            if (image is not { Fault: null })
            {
                foreach (var layer in staged)
                {
                    _content.Adopt(layer.Directory + "/blob", layer.Blob.Digest);
                    if (layer.Record is { } record) _layers.Publish(layer.Directory, record);
                }
                _content.Write(content.Config);
                _content.Write(content.Manifest);
                var diffIds = content.Image.RootFilesystem.DiffIds;
                var sizes = diffIds.Select(diffId => (_layers.Find(diffId) ?? throw new EngineFailureException($"The layer {diffId} disappeared while the image was made.", "make image")).Size);
                image = new StoredImage(content.Id, content.Descriptor, content.Image,
                    [content.Descriptor.Digest, content.Id, .. content.Parsed.Layers.Select(layer => layer.Digest).Distinct()], [.. sizes])
                {
                    HasOwnManifest = content.HasOwnManifest,
                };
            }
            image = image with { Removed = false };
            Save(name(_table with { Images = _table.Images.SetItem(content.Id, image) }, content.Id));
        }, cancellationToken);
        return image!;
    }

    // Both, and verified to belong together; a claim is not enough.
    private bool IsHere(string blob, string diffId) => _layers.Find(diffId) is { } layer && layer.Blob == blob && (layer.IsMadeHere || File.Exists(_content.PathOf(blob)));

    /// <summary>A layer in progress.</summary>
    private sealed record StagedLayer(OciDescriptor Blob, string DiffId, string Directory)
    {
        /// <summary>The extracted layer; null when only the blob was missing.</summary>
        public LayerRecord? Record { get; set; }
    }
}
