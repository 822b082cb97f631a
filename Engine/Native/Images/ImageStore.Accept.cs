using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Oci;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <summary>Opens a layer's blob and says how far it is; <c>DiffId</c> is what it unpacks to.</summary>
    private delegate Stream OpenLayer(OciDescriptor blob, string diffId, Action<TransferStage, long> report);

    /// <summary>Takes an image whose layers come from elsewhere: those that are not here are read, and then all becomes visible at once.</summary>
    /// <param name="content">Manifest and configuration.</param>
    /// <param name="open">Gives the blobs that are missing.</param>
    /// <param name="parallel">How many at once.</param>
    /// <param name="name">Makes the table with the image's names; called when the image is in it.</param>
    /// <param name="progress">Told of every layer.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    private async Task<StoredImage> AcceptAsync(
        NewContent content, OpenLayer open, int parallel, Func<ImageTable, string, ImageTable> name, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var pin = content.Layers.SelectMany(layer => (string[])[layer.Blob.Digest, layer.DiffId]).Append(content.Id).Append(content.Descriptor.Digest).ToHashSet();
        // From here on a removal of other images spares what this one needs.
        await ChangeAsync(() => _pins.Add(pin), cancellationToken);
        List<StagedLayer> staged = [];
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
                    async (layer, token) => await FetchAsync(layer, open, progress, token));
            }
            return await CommitAsync(content, staged, name, cancellationToken);
        }
        finally
        {
            await ChangeAsync(() => _pins.Remove(pin), CancellationToken.None);
            await Task.Run(() =>
            {
                foreach (var layer in staged) ContainerSnapshots.Remove(layer.Directory);
            }, CancellationToken.None);
        }
    }

    private async Task FetchAsync(StagedLayer layer, OpenLayer open, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var report = LayerFetch.Reporter(progress, layer.Blob.Digest, layer.Blob.Size);
        await using var source = open(layer.Blob, layer.DiffId, report);
        layer.Record = await LayerFetch.ReadAsync(source, layer.Directory, layer.Blob, layer.DiffId, _layers.Find(layer.DiffId) is null, Limits, report, cancellationToken);
        report(TransferStage.Complete, layer.Blob.Size);
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
                var size = diffIds.Sum(diffId => (_layers.Find(diffId) ?? throw new EngineFailureException($"The layer {diffId} has gone while the image was made.", "make image")).Size);
                image = new StoredImage(content.Id, content.Descriptor, content.Image,
                    [content.Descriptor.Digest, content.Id, .. content.Parsed.Layers.Select(layer => layer.Digest).Distinct()], size);
            }
            image = image with { Removed = false };
            Save(name(_table with { Images = _table.Images.SetItem(content.Id, image) }, content.Id));
        }, cancellationToken);
        return image!;
    }

    private bool IsHere(string blob, string diffId) => File.Exists(_content.PathOf(blob)) && _layers.Find(diffId) is not null;

    /// <summary>A layer on its way.</summary>
    private sealed record StagedLayer(OciDescriptor Blob, string DiffId, string Directory)
    {
        /// <summary>What was extracted; null when only the blob was missing.</summary>
        public LayerRecord? Record { get; set; }
    }
}
