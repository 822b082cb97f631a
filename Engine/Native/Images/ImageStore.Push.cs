using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <inheritdoc/>
    public async Task<PushedImage> PushAsync(PushSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var reference = ImageReference.ParseTag(spec.Reference, nameof(spec.Reference));
        var (image, lease) = await HoldAsync(reference, cancellationToken);
        using (lease)
        {
            using var session = new RegistryEndpoints(Registries, _time).Open(reference.Domain, spec.Access);
            progress?.Report(new(null, TransferStage.Found, Note: reference.Repository));
            foreach (var (blob, diffId) in BlobsOf(image, ManifestOf(image))) progress?.Report(new(diffId, TransferStage.Waiting, 0, blob.Size));
            image = await CompressedAsync(image, lease, progress, cancellationToken);
            await _blobs.EnsureAsync(BlobsOf(image, ManifestOf(image)), cancellationToken);
            await PushAsync(session, reference, image, progress, cancellationToken);
        }
        await ChangeAsync(() =>
        {
            // Removed by force meanwhile, so it only remains for its containers.
            if (_table.Images.TryGetValue(image.Id, out var now) && !now.Removed)
                Save(_table with { Digests = _table.Digests.SetItem(reference.WithDigest(image.Manifest.Digest).Canonical, image.Id) });
        }, CancellationToken.None);
        _events.Publish("image", "push", reference.Familiar, reference.Familiar);
        return new(reference.Tag!, image.Manifest.Digest, image.Manifest.Size);
    }

    // In one step: from here on, a removal spares its content.
    private async Task<(StoredImage Image, Lease Lease)> HoldAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        StoredImage? image = null;
        Lease? lease = null;
        await ChangeAsync(() =>
        {
            if (!_table.Tags.TryGetValue(reference.Canonical, out var id))
                throw new ObjectNotFoundException($"There is no image named '{reference.Familiar}' on this machine; give an image this tag first.");
            image = _table.Images[id];
            if (image.Fault is not null) throw new EngineFailureException($"The image '{reference.Familiar}' is damaged ({image.Fault}); it cannot be pushed.", "push");
            lease = _leases.Take([.. image.Blobs, .. image.Content.RootFilesystem.DiffIds]);
        }, cancellationToken);
        return (image!, lease!);
    }

    private async Task PushAsync(RegistrySession session, ImageReference reference, StoredImage image, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var manifest = ManifestOf(image);
        var upload = new BlobUpload(session, reference.Path);
        await Parallel.ForEachAsync(BlobsOf(image, manifest), new ParallelOptions { MaxDegreeOfParallelism = Registries.ParallelDownloads, CancellationToken = cancellationToken }, async (layer, token) =>
        {
            var (blob, diffId) = layer;
            if (await upload.ExistsAsync(blob.Digest, token)) progress?.Report(new(diffId, TransferStage.PresentThere));
            else if (await MountAsync(upload, reference, blob.Digest, token) is { } from) progress?.Report(new(diffId, TransferStage.Mounted, Note: from));
            else
            {
                using var report = new LayerProgress(progress, diffId, blob.Size, TimeProvider.System);
                await upload.UploadAsync(_content.PathOf(blob.Digest), blob, bytes => report.Report(TransferStage.Pushing, bytes), token);
                report.Report(TransferStage.Pushed, blob.Size);
            }
        });
        if (!await upload.ExistsAsync(manifest.Config.Digest, cancellationToken))
            await upload.UploadAsync(_content.PathOf(manifest.Config.Digest), manifest.Config, null, cancellationToken);
        await upload.ManifestAsync(reference.Tag!, image.Manifest.MediaType, _content.Read(image.Manifest.Digest), cancellationToken);
    }

    private OciManifest ManifestOf(StoredImage image) => NewContent.ReadManifest(_content.Read(image.Manifest.Digest), $"The image {NameOf(image.Id)}");

    // Each blob once, with its layer.
    private static List<(OciDescriptor Blob, string DiffId)> BlobsOf(StoredImage image, OciManifest manifest) => [.. manifest.Layers.Zip(image.Content.RootFilesystem.DiffIds).DistinctBy(layer => layer.First.Digest)];

    // Another repository of the same registry, from or to which an image with this blob was pulled or pushed.
    private async Task<string?> MountAsync(BlobUpload upload, ImageReference target, string blob, CancellationToken cancellationToken)
    {
        var table = _table;
        var from = table.Digests
            .Where(pair => table.Images.TryGetValue(pair.Value, out var image) && image.Blobs.Contains(blob))
            .Select(pair => ImageReference.Parse(pair.Key))
            .FirstOrDefault(name => name.Domain == target.Domain && name.Path != target.Path)?.Path;
        return from is not null && await upload.MountAsync(blob, from, cancellationToken) ? from : null;
    }
}
