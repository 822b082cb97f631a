using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Accepts images with layers from elsewhere: it reads the missing layers, and then makes everything visible at once.</summary>
internal sealed class ImageAcceptance(ImageSettings settings, ImageCatalog catalog, ContentStore content, LayerStore layers, Leases leases)
{
    /// <summary>Reads a layer's blob into a staging directory, as <see cref="LayerFetch"/> does; <c>here</c> is the layer when it was extracted before.</summary>
    public delegate Task<LayerRecord?> FetchLayer(OciDescriptor blob, string diffId, string staging, LayerRecord? here, LayerProgress report, CancellationToken cancellationToken);

    /// <summary>Accepts an image with layers from elsewhere: it reads the missing layers, and then makes everything visible at once.</summary>
    /// <param name="incoming">Manifest and configuration.</param>
    /// <param name="fetch">Reads the missing blobs.</param>
    /// <param name="parallel">The number of simultaneous reads.</param>
    /// <param name="name">Creates the table with the image's names; called when the image is in the table.</param>
    /// <param name="progress">Receives progress for every layer.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    public async Task<StoredImage> AcceptAsync(
        NewContent incoming, FetchLayer fetch, int parallel, Func<ImageTable, string, ImageTable> name, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        // The only limit for bytes after a compressed tar.
        if (incoming.Layers.FirstOrDefault(layer => layer.Blob.Size > settings.Limits.MaxBytes).Blob is { } giant)
            throw new EngineFailureException($"The layer {giant.Digest} has {giant.Size} bytes; at most {settings.Limits.MaxBytes} are accepted.", "make image");
        // From here on, a removal of other images spares what this image needs.
        var lease = leases.Take([.. incoming.Layers.SelectMany(layer => (string[])[layer.Blob.Digest, layer.DiffId]), incoming.Id, incoming.Descriptor.Digest]);
        List<StagedLayer> staged = [];
        var accepted = false;
        try
        {
            if (catalog.Table.Images.TryGetValue(incoming.Id, out var known) && known is { Fault: null })
            {
                foreach (var (blob, _) in incoming.Layers) progress?.Report(new(blob.Digest, TransferStage.Present));
            }
            else
            {
                staged = [.. incoming.Layers.Where(layer => !IsHere(layer.Blob.Digest, layer.DiffId)).Select(layer => new StagedLayer(layer.Blob, layer.DiffId, layers.NewStaging()))];
                foreach (var (blob, _) in incoming.Layers)
                    progress?.Report(new(blob.Digest, staged.Exists(layer => layer.Blob.Digest == blob.Digest) ? TransferStage.Waiting : TransferStage.Present, 0, blob.Size));
                await Parallel.ForEachAsync(staged, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
                    async (layer, token) => await FetchAsync(layer, fetch, progress, token));
            }
            var image = await CommitAsync(incoming, staged, name, cancellationToken);
            accepted = true;
            return image;
        }
        finally
        {
            await catalog.ChangeAsync(change =>
            {
                lease.Dispose();
                // What a failed commit had already put in place.
                if (!accepted) change.Sweep();
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
        layer.Record = await fetch(layer.Blob, layer.DiffId, layer.Directory, layers.Find(layer.DiffId), report, cancellationToken);
        report.Report(TransferStage.Complete, layer.Blob.Size);
    }

    private Task<StoredImage> CommitAsync(NewContent incoming, List<StagedLayer> staged, Func<ImageTable, string, ImageTable> name, CancellationToken cancellationToken) =>
        catalog.ChangeAsync(change =>
        {
            var table = change.Table;
            var image = table.Images.GetValueOrDefault(incoming.Id);
            if (image is not { Fault: null }) image = Store(incoming, staged);
            image = image with { Removed = false };
            change.Save(name(table with { Images = table.Images.SetItem(incoming.Id, image) }, incoming.Id));
            return image;
        }, cancellationToken);

    private StoredImage Store(NewContent incoming, List<StagedLayer> staged)
    {
        foreach (var layer in staged)
        {
            content.Adopt(layer.Directory + "/blob", layer.Blob.Digest);
            if (layer.Record is { } record) layers.Publish(layer.Directory, record);
        }
        content.Write(incoming.Config);
        content.Write(incoming.Manifest);
        var sizes = incoming.Image.RootFilesystem.DiffIds.Select(diffId => (layers.Find(diffId)
            ?? throw new EngineFailureException($"The layer {diffId} disappeared while the image was made.", "make image")).Size);
        return new StoredImage(incoming.Id, incoming.Descriptor, incoming.Image,
            [incoming.Descriptor.Digest, incoming.Id, .. incoming.Parsed.Layers.Select(layer => layer.Digest).Distinct()], [.. sizes])
        {
            HasOwnManifest = incoming.HasOwnManifest,
        };
    }

    /// <summary>Whether a blob and its layer are here, and verified to belong together; a claim is not enough.</summary>
    public bool IsHere(string blob, string diffId) => layers.Find(diffId) is { } layer && layer.Blob == blob && (layer.IsMadeHere || File.Exists(content.PathOf(blob)));

    /// <summary>A layer in progress.</summary>
    private sealed record StagedLayer(OciDescriptor Blob, string DiffId, string Directory)
    {
        /// <summary>The extracted layer; null when only the blob was missing.</summary>
        public LayerRecord? Record { get; set; }
    }
}
