using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Images.Archives;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var staging = _layers.NewStaging();
        try
        {
            var members = await ArchiveMembers.ReadAsync(archive, staging, Limits, cancellationToken);
            var (contents, images) = ArchiveContents.Read(members);
            var missing = images.SelectMany(image => image.Content.Layers).FirstOrDefault(layer => contents.PathOf(layer.Blob.Digest) is null && !IsHere(layer.Blob.Digest, layer.DiffId));
            if (missing.Blob is { } blob) throw new InvalidInputException($"The archive lacks the layer {blob.Digest}.");
            List<LoadedImage> loaded = [];
            foreach (var image in images) loaded.Add(await LoadAsync(image, contents, progress, cancellationToken));
            return loaded;
        }
        finally
        {
            await Task.Run(() => FileTree.Remove(staging), CancellationToken.None);
        }
    }

    private async Task<LoadedImage> LoadAsync(ArchiveContents.Entry image, ArchiveContents contents, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        const int parallel = 2;
        StoredImage stored;
        try
        {
            stored = await AcceptAsync(
                image.Content,
                (blob, diffId, staging, here, report, token) => FetchAsync(contents.PathOf(blob.Digest), blob, diffId, staging, here, report.Report, token),
                parallel,
                (table, id) => image.Names.Aggregate(table, (named, name) => named with { Tags = named.Tags.SetItem(name.Canonical, id) }),
                progress, cancellationToken);
        }
        catch (EngineFailureException error)
        {
            // A layer that does not match the archive's description.
            throw new InvalidInputException(error.Message, inner: error);
        }
        List<string> names = [.. image.Names.Select(name => name.Familiar)];
        ImageLog.Loaded(_logger, names.Count == 0 ? "an image without a name" : string.Join(", ", names), stored.Id);
        _events.Publish("image", "load", stored.Id, names.FirstOrDefault() ?? stored.Id);
        return new LoadedImage(stored.Id, names);
    }

    // An earlier image of the archive may have taken the member, which is then in the content store.
    private async Task<LayerRecord?> FetchAsync(string? member, OciDescriptor blob, string diffId, string staging, LayerRecord? here, Action<TransferStage, long> report, CancellationToken cancellationToken)
    {
        if (member is not null && File.Exists(member)) return await LayerFetch.AdoptAsync(member, staging, blob, diffId, here, Limits, report, cancellationToken);
        await using var content = File.OpenRead(_content.PathOf(blob.Digest));
        return await LayerFetch.ReadAsync(content, staging, blob, diffId, here, Limits, report, cancellationToken);
    }
}
