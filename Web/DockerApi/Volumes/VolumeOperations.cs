using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Volumes;

/// <summary>Every change to volumes.</summary>
internal sealed class VolumeOperations(OperationGate gate, IContainerEngine engine)
{
    private static readonly Operation Create = new("volume.create", PanelRole.Operator);
    private static readonly Operation Remove = new("volume.remove", PanelRole.Operator, FreesSpace: true);

    /// <summary>Creates a volume, or returns the existing one with that name.</summary>
    public Task<VolumeDetails> CreateAsync(string? name, IReadOnlyDictionary<string, string>? labels, CancellationToken cancellationToken) =>
        gate.RunAsync(Create, name ?? "anonymous", token => engine.Volumes.CreateAsync(name, labels, token), cancellationToken);

    /// <summary>Removes a volume and its data.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        gate.RunAsync(Remove, name, token => engine.Volumes.RemoveAsync(name, token), cancellationToken);

    /// <summary>Removes a volume unless a container has started to use it or somebody has removed it meanwhile.</summary>
    /// <returns>False when the volume was not removed.</returns>
    public async Task<bool> TryRemoveUnusedAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(name, cancellationToken);
            return true;
        }
        catch (EngineException error) when (error is ObjectInUseException or ObjectNotFoundException)
        {
            // The audit history has the reason; a prune continues with the next volume.
            return false;
        }
    }
}
