using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Features.Images;

/// <summary>Every change to images, from a page or from the Docker API.</summary>
public sealed class ImageOperations(OperationGate gate, IContainerEngine engine, IBaseImages baseImages)
{
    private static readonly Operation Make = new("image.make", PanelRole.Operator);
    private static readonly Operation Import = new("image.import", PanelRole.Operator);
    internal static readonly Operation Pull = new("image.pull", PanelRole.Operator);
    internal static readonly Operation Push = new("image.push", PanelRole.Operator);
    private static readonly Operation Save = new("image.save", PanelRole.Operator);
    private static readonly Operation Load = new("image.load", PanelRole.Operator);
    private static readonly Operation Tag = new("image.tag", PanelRole.Operator);
    private static readonly Operation Remove = new("image.remove", PanelRole.Operator, FreesSpace: true);

    /// <summary>Builds a base image.</summary>
    public Task MakeAsync(BaseImageKind kind, IProgress<string> progress, CancellationToken cancellationToken) =>
        gate.RunAsync(Make, kind.RepositoryTag, token => baseImages.MakeAsync(kind, progress, token), cancellationToken);

    /// <summary>Creates an image from a root file system as a tar stream.</summary>
    public Task<ImageDetails> ImportAsync(Stream rootFilesystem, string? repositoryTag, ImageConfiguration configuration, string? comment, CancellationToken cancellationToken) =>
        gate.RunAsync(Import, repositoryTag ?? "image", token => engine.Images.ImportAsync(rootFilesystem, repositoryTag, configuration, comment, token), cancellationToken);

    /// <summary>Pulls an image from its registry.</summary>
    public Task<PulledImage> PullAsync(PullSpec spec, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        gate.RunAsync(Pull, spec.Reference, token => engine.Images.PullAsync(spec, progress, token), cancellationToken, Account(spec.Access));

    /// <summary>Pushes an image to its registry.</summary>
    public Task<PushedImage> PushAsync(PushSpec spec, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        gate.RunAsync(Push, spec.Reference, token => engine.Images.PushAsync(spec, progress, token), cancellationToken, Account(spec.Access));

    /// <summary>Writes images as an archive.</summary>
    public Task SaveAsync(IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken) =>
        gate.RunAsync(Save, string.Join(", ", references), token => engine.Images.SaveAsync(references, output, token), cancellationToken);

    /// <summary>Loads the images of an archive.</summary>
    public Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        gate.RunAsync(Load, "archive", token => engine.Images.LoadAsync(archive, progress, token), cancellationToken);

    /// <summary>Adds a name to an image.</summary>
    public Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken) =>
        gate.RunAsync(Tag, repositoryTag, token => engine.Images.TagAsync(reference, repositoryTag, token), cancellationToken, $"on {reference}");

    /// <summary>Removes a name; with the last name, also the image and the unnamed images that it was made from.</summary>
    public Task<ImageRemoval> RemoveAsync(string reference, bool force = false, bool keepParents = false, CancellationToken cancellationToken = default) =>
        gate.RunAsync(Remove, reference, token => engine.Images.RemoveAsync(reference, force, keepParents, token), cancellationToken, force ? "by force" : null);

    private static string? Account(RegistryAccess access) => access.UserName is { Length: > 0 } user ? $"as {user}" : null;
}
