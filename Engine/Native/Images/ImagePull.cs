using System.Text.Json;
using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Pulls images from registries.</summary>
internal sealed class ImagePull(
    ImageSettings settings, ImageCatalog catalog, ImageAcceptance acceptance, ImageReports reports, EventBus events, ILogger logger, TimeProvider time)
{
    /// <inheritdoc cref="IImages.PullAsync"/>
    public async Task<PulledImage> RunAsync(PullSpec spec, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(spec.Reference, nameof(spec.Reference));
        var platform = spec.Platform is null ? null : ImagePlatform.Parse(spec.Platform);
        foreach (var (session, isMirror) in new RegistryEndpoints(settings.Registries, time).OpenForPull(reference.Domain, spec.Access))
        {
            using (session)
            {
                try
                {
                    return await PullAsync(new RemoteRepository(session, reference.Path), reference, platform, progress, cancellationToken);
                }
                catch (Exception error) when (isMirror && error is EngineException or TransientRegistryException)
                {
                    // A mirror may not have the image; the next one or the registry itself does.
                    ImageLog.MirrorFailed(logger, session.Host, reference.Familiar, RegistryText.Of(error));
                }
            }
        }
        throw new InvalidOperationException("There is always the registry itself.");
    }

    private async Task<PulledImage> PullAsync(RemoteRepository repository, ImageReference reference, ImagePlatform? platform, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var what = "The image " + reference.Familiar;
        var top = await repository.ManifestAsync(reference.Digest ?? reference.Tag!, cancellationToken);
        progress?.Report(new(null, TransferStage.Found, Note: reference.Familiar));
        var manifest = OciMediaTypes.IsIndex(top.MediaType) ? await ChosenAsync(repository, top, reference, platform, cancellationToken) : top;
        if (manifest != top && OciMediaTypes.IsIndex(manifest.MediaType)) throw new EngineFailureException($"{what} has an index of manifests within an index, which the panel does not follow; pull one of its manifests by digest.", "pull");
        if (!OciMediaTypes.IsManifest(manifest.MediaType)) throw new EngineFailureException($"{what} has a manifest of the type {RegistryText.Shown(manifest.MediaType)}, which cannot be used; push it again with a newer client.", "pull");
        var parsed = NewContent.ReadManifest(manifest.Content, what);
        var config = await repository.BlobAsync(parsed.Config, NewContent.MaxDocumentBytes, cancellationToken);
        var content = NewContent.Create(manifest.MediaType, manifest.Digest, manifest.Content, parsed, config, what);
        var there = ImagePlatform.Of(content.Image.Os, content.Image.Architecture, content.Image.Variant);
        // An index has already named it, and configurations often omit the variant.
        if (manifest == top && platform is not null && !there.MayFit(platform))
            throw new ObjectNotFoundException($"{what} has no manifest for {platform}; it is there for {Platforms.Listed([there])}.");

        var before = catalog.Table;
        var image = await acceptance.AcceptAsync(content,
            async (blob, diffId, staging, here, report, token) =>
            {
                await using var source = new BlobStream(repository, blob.Digest, blob.Size, bytes => report.Report(TransferStage.Downloading, bytes), report.Retry);
                return await LayerFetch.ReadAsync(source, staging, blob, diffId, here, settings.Limits, report.Report, token);
            },
            settings.Registries.ParallelDownloads,
            (table, id) => table with
            {
                Tags = reference.Tag is null || reference.Digest is not null ? table.Tags : table.Tags.SetItem(reference.Canonical, id),
                Digests = table.Digests.SetItem(reference.WithDigest(top.Digest).Canonical, id),
            },
            progress, cancellationToken);
        var changed = !before.Images.ContainsKey(image.Id) || (reference.Digest is null && before.Tags.GetValueOrDefault(reference.Canonical) != image.Id);
        if (changed) ImageLog.Pulled(logger, reference.Familiar, image.Id, top.Digest);
        events.Publish("image", "pull", reference.Familiar, reference.Familiar);
        return new(reports.Detail(catalog.Table, image), top.Digest, changed);
    }

    private static async Task<RemoteManifest> ChosenAsync(RemoteRepository repository, RemoteManifest index, ImageReference reference, ImagePlatform? platform, CancellationToken cancellationToken)
    {
        OciIndex list;
        try
        {
            list = JsonSerializer.Deserialize(index.Content, OciJson.Default.OciIndex) is { Manifests: { } manifests } read && !manifests.Contains(null!) ? read : throw new JsonException();
        }
        catch (JsonException error)
        {
            throw new EngineFailureException($"The index of manifests of {reference.Familiar} cannot be read.", "pull", inner: error);
        }
        var chosen = Platforms.Choose(list.Manifests, platform ?? ImagePlatform.Host, reference.Familiar);
        if (!OciDigest.Is(chosen.Digest)) throw new EngineFailureException($"The index of manifests of {reference.Familiar} names '{RegistryText.Shown(chosen.Digest)}', which is not a sha256 digest.", "pull");
        return await repository.ManifestAsync(chosen.Digest, cancellationToken);
    }
}
