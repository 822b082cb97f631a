using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Features.Images;

/// <summary>Every change that pages make to images.</summary>
public sealed class ImageOperations(OperationGate gate, IContainerEngine engine, IBaseImages baseImages)
{
    private static readonly Operation Make = new("image.make", PanelRole.Operator);
    private static readonly Operation Remove = new("image.remove", PanelRole.Operator);

    /// <summary>Makes a base image.</summary>
    public Task MakeAsync(BaseImageKind kind, IProgress<string> progress, CancellationToken cancellationToken) =>
        gate.RunAsync(Make, kind.RepositoryTag, token => baseImages.MakeAsync(kind, progress, token), cancellationToken);

    /// <summary>Removes a name, and the image when it was its last.</summary>
    public Task RemoveAsync(string reference, CancellationToken cancellationToken) =>
        gate.RunAsync(Remove, reference, token => engine.Images.RemoveAsync(reference, cancellationToken: token), cancellationToken);
}
