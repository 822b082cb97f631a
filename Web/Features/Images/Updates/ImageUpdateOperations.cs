using Panel.Web.Operations;

namespace Panel.Web.Features.Images.Updates;

/// <summary>Checks on a person's request. They use registry accounts and count against their limits, so they pass the gate.</summary>
public sealed class ImageUpdateOperations(OperationGate gate, ImageUpdates updates)
{
    private static readonly Operation Check = new("image.update.check", PanelRole.Operator);

    /// <summary>Checks all names at their registries now, or only one.</summary>
    public Task CheckAsync(string? tag, CancellationToken cancellationToken) =>
        gate.RunAsync(Check, tag ?? "all images", token => updates.CheckAsync(tag, token), cancellationToken);
}
