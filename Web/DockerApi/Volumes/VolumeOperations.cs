using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Volumes;

/// <summary>Every change to volumes.</summary>
internal sealed class VolumeOperations(OperationGate gate, IContainerEngine engine)
{
    private static readonly Operation Create = new("volume.create", PanelRole.Operator);
    private static readonly Operation Remove = new("volume.remove", PanelRole.Operator, FreesSpace: true);

    /// <summary>Makes a volume, or returns the one of that name.</summary>
    public Task<VolumeDetails> CreateAsync(string? name, IReadOnlyDictionary<string, string>? labels, CancellationToken cancellationToken) =>
        gate.RunAsync(Create, name ?? "anonymous", token => engine.Volumes.CreateAsync(name, labels, token), cancellationToken);

    /// <summary>Removes a volume and what it holds.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        gate.RunAsync(Remove, name, token => engine.Volumes.RemoveAsync(name, token), cancellationToken);

    /// <summary>Removes a volume unless a container took it or somebody removed it meanwhile.</summary>
    /// <returns>False when it was not removed.</returns>
    public async Task<bool> TryRemoveUnusedAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(name, cancellationToken);
            return true;
        }
        catch (EngineException error) when (error is ObjectInUseException or ObjectNotFoundException)
        {
            // The audit history has the reason; a prune goes on with the next.
            return false;
        }
    }
}
