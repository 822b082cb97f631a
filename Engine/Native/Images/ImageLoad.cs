using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images.Archives;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Loads images from archives.</summary>
internal sealed class ImageLoad(ImageSettings settings, ImageAcceptance acceptance, ContentStore content, LayerStore layers, EventBus events, ILogger logger)
{
    /// <inheritdoc cref="IImages.LoadAsync"/>
    public async Task<IReadOnlyList<LoadedImage>> RunAsync(Stream archive, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var staging = layers.NewStaging();
        try
        {
            var members = await ArchiveMembers.ReadAsync(archive, staging, settings.Limits, cancellationToken);
            var (contents, images) = ArchiveContents.Read(members);
            var missing = images.SelectMany(image => image.Content.Layers).FirstOrDefault(layer => contents.PathOf(layer.Blob.Digest) is null && !acceptance.IsHere(layer.Blob.Digest, layer.DiffId));
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
            stored = await acceptance.AcceptAsync(
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
        ImageLog.Loaded(logger, names.Count == 0 ? "an image without a name" : string.Join(", ", names), stored.Id);
        events.Publish("image", "load", stored.Id, names.FirstOrDefault() ?? stored.Id);
        return new LoadedImage(stored.Id, names);
    }

    // An earlier image of the archive may have taken the member, which is then in the content store.
    private async Task<LayerRecord?> FetchAsync(string? member, OciDescriptor blob, string diffId, string staging, LayerRecord? here, Action<TransferStage, long> report, CancellationToken cancellationToken)
    {
        if (member is not null && File.Exists(member)) return await LayerFetch.AdoptAsync(member, staging, blob, diffId, here, settings.Limits, report, cancellationToken);
        await using var stored = File.OpenRead(content.PathOf(blob.Digest));
        return await LayerFetch.ReadAsync(stored, staging, blob, diffId, here, settings.Limits, report, cancellationToken);
    }
}
