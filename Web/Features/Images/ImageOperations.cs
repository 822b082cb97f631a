using Panel.Web.Operations;

namespace Panel.Web.Features.Images;

/// <summary>What people do with images beside what the engine does.</summary>
public sealed class ImageOperations(OperationGate gate, IBaseImages baseImages)
{
    private static readonly Operation Make = new("image.make", PanelRole.Operator);

    /// <summary>Builds a base image.</summary>
    public Task MakeAsync(BaseImageKind kind, IProgress<string> progress, CancellationToken cancellationToken) =>
        gate.RunAsync(Make, kind.RepositoryTag, token => baseImages.MakeAsync(kind, progress, token), cancellationToken);
}
