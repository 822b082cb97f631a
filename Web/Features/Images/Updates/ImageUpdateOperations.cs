using Panel.Web.Operations;

namespace Panel.Web.Features.Images.Updates;

/// <summary>Checks that a person asks for. They use accounts of registries and count against their limits, so they pass the door.</summary>
public sealed class ImageUpdateOperations(OperationGate gate, ImageUpdates updates)
{
    private static readonly Operation Check = new("image.update.check", PanelRole.Operator);

    /// <summary>Asks registries for all names now, or for one.</summary>
    public Task CheckAsync(string? tag, CancellationToken cancellationToken) =>
        gate.RunAsync(Check, tag ?? "all images", token => updates.CheckAsync(tag, token), cancellationToken);
}
