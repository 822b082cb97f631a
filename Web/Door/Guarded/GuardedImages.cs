using Panel.Engine.Contract;

namespace Panel.Web.Door.Guarded;

/// <summary>The images as one actor may see and change them.</summary>
internal sealed class GuardedImages(IImages inner, EngineDoor door) : IImages
{
    public Task<IReadOnlyList<ImageSummary>> ListAsync(CancellationToken cancellationToken = default) => door.ReadAsync(ImageRights.Look, "images", inner.ListAsync, cancellationToken);

    public Task<ImageDetails> InspectAsync(string reference, CancellationToken cancellationToken = default) =>
        door.ReadAsync(ImageRights.Look, reference, async (actor, token) => SecretValues.Hide(await inner.InspectAsync(reference, token), actor), cancellationToken);

    public Task<long> GetLayersSizeAsync(CancellationToken cancellationToken = default) => door.ReadAsync(ImageRights.Look, "images", inner.GetLayersSizeAsync, cancellationToken);

    public Task<LayerListing> ListLayerAsync(string reference, LayerQuery query, CancellationToken cancellationToken = default) =>
        door.ReadAsync(ImageRights.LookInside, reference, token => inner.ListLayerAsync(reference, query, token), cancellationToken);

    public Task<ImageDetails> ImportAsync(
        Stream rootFilesystem, string? repositoryTag, ImageConfiguration configuration, string? comment = null, CancellationToken cancellationToken = default) =>
        door.CarryAsync(ImageRights.Import, repositoryTag ?? "image", token => inner.ImportAsync(rootFilesystem, repositoryTag, configuration, comment, token), cancellationToken);

    public Task<PulledImage> PullAsync(PullSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        door.ChangeAsync(ImageRights.Pull, spec.Reference, token => inner.PullAsync(spec, progress, token), cancellationToken, Account(spec.Access));

    public Task<PushedImage> PushAsync(PushSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        door.ChangeAsync(ImageRights.Push, spec.Reference, token => inner.PushAsync(spec, progress, token), cancellationToken, Account(spec.Access));

    public Task SaveAsync(IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken = default) =>
        door.CarryAsync(ImageRights.Save, string.Join(", ", references), token => inner.SaveAsync(references, output, token), cancellationToken);

    public Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        door.CarryAsync(ImageRights.Load, "archive", token => inner.LoadAsync(archive, progress, token), cancellationToken);

    public Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken = default) =>
        door.ChangeAsync(ImageRights.Tag, repositoryTag, token => inner.TagAsync(reference, repositoryTag, token), cancellationToken, $"on {reference}");

    public Task<ImageRemoval> RemoveAsync(string reference, bool force = false, bool keepParents = false, CancellationToken cancellationToken = default) =>
        door.ChangeAsync(ImageRights.Remove, reference, token => inner.RemoveAsync(reference, force, keepParents, token), cancellationToken, force ? "by force" : null);

    private static string? Account(RegistryAccess access) => access.UserName is { Length: > 0 } user ? $"as {user}" : null;
}
