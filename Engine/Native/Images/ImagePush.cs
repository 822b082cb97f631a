using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Pushes images to registries.</summary>
internal sealed class ImagePush(
    ImageSettings settings, ImageCatalog catalog, ContentStore content, Leases leases, LayerBlobs blobs, ImageCompression compression, EventBus events, TimeProvider time)
{
    /// <inheritdoc cref="IImages.PushAsync"/>
    public async Task<PushedImage> RunAsync(PushSpec spec, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var reference = ImageReference.ParseTag(spec.Reference, nameof(spec.Reference));
        var (image, lease) = await HoldAsync(reference, cancellationToken);
        using (lease)
        {
            using var session = new RegistryEndpoints(settings.Registries, time).Open(reference.Domain, spec.Access);
            progress?.Report(new(null, TransferStage.Found, Note: reference.Repository));
            foreach (var (blob, diffId) in ImageBlobs.Of(image, content.ManifestOf(image, catalog.Table))) progress?.Report(new(diffId, TransferStage.Waiting, 0, blob.Size));
            image = await compression.RunAsync(image, lease, progress, cancellationToken);
            await blobs.EnsureAsync(ImageBlobs.Of(image, content.ManifestOf(image, catalog.Table)), cancellationToken);
            await PushAsync(session, reference, image, progress, cancellationToken);
        }
        await catalog.ChangeAsync(change =>
        {
            // Removed by force meanwhile, so it only remains for its containers.
            if (change.Table.Images.TryGetValue(image.Id, out var now) && !now.Removed)
                change.Save(change.Table with { Digests = change.Table.Digests.SetItem(reference.WithDigest(image.Manifest.Digest).Canonical, image.Id) });
        }, CancellationToken.None);
        events.Publish("image", "push", reference.Familiar, reference.Familiar);
        return new(reference.Tag!, image.Manifest.Digest, image.Manifest.Size);
    }

    // In one step: from here on, a removal spares its content.
    private Task<(StoredImage Image, Lease Lease)> HoldAsync(ImageReference reference, CancellationToken cancellationToken) => catalog.ChangeAsync(change =>
    {
        if (!change.Table.Tags.TryGetValue(reference.Canonical, out var id))
            throw new ObjectNotFoundException($"There is no image named '{reference.Familiar}' on this machine; give an image this tag first.");
        var image = change.Table.Images[id];
        if (image.Fault is not null) throw new EngineFailureException($"The image '{reference.Familiar}' is damaged ({image.Fault}); it cannot be pushed.", "push");
        return (image, leases.Take([.. image.Blobs, .. image.Content.RootFilesystem.DiffIds]));
    }, cancellationToken);

    private async Task PushAsync(RegistrySession session, ImageReference reference, StoredImage image, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var manifest = content.ManifestOf(image, catalog.Table);
        var upload = new BlobUpload(session, reference.Path);
        await Parallel.ForEachAsync(ImageBlobs.Of(image, manifest), new ParallelOptions { MaxDegreeOfParallelism = settings.Registries.ParallelDownloads, CancellationToken = cancellationToken }, async (layer, token) =>
        {
            var (blob, diffId) = layer;
            if (await upload.ExistsAsync(blob.Digest, token)) progress?.Report(new(diffId, TransferStage.PresentThere));
            else if (await MountAsync(upload, reference, blob.Digest, token) is { } from) progress?.Report(new(diffId, TransferStage.Mounted, Note: from));
            else
            {
                using var report = new LayerProgress(progress, diffId, blob.Size, TimeProvider.System);
                await upload.UploadAsync(content.PathOf(blob.Digest), blob, bytes => report.Report(TransferStage.Pushing, bytes), token);
                report.Report(TransferStage.Pushed, blob.Size);
            }
        });
        if (!await upload.ExistsAsync(manifest.Config.Digest, cancellationToken))
            await upload.UploadAsync(content.PathOf(manifest.Config.Digest), manifest.Config, null, cancellationToken);
        await upload.ManifestAsync(reference.Tag!, image.Manifest.MediaType, content.Read(image.Manifest.Digest), cancellationToken);
    }

    // Another repository of the same registry, from or to which an image with this blob was pulled or pushed.
    private async Task<string?> MountAsync(BlobUpload upload, ImageReference target, string blob, CancellationToken cancellationToken)
    {
        var table = catalog.Table;
        var from = table.Digests
            .Where(pair => table.Images.TryGetValue(pair.Value, out var image) && image.Blobs.Contains(blob))
            .Select(pair => ImageReference.Parse(pair.Key))
            .FirstOrDefault(name => name.Domain == target.Domain && name.Path != target.Path)?.Path;
        return from is not null && await upload.MountAsync(blob, from, cancellationToken) ? from : null;
    }
}
