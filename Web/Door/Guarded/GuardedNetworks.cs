using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>The networks as one actor may see them.</summary>
internal sealed class GuardedNetworks(INetworks inner, EngineDoor door) : INetworks
{
    private static readonly Operation Look = new("network.list", PanelRole.Viewer);

    public Task<IReadOnlyList<NetworkDetails>> ListAsync(CancellationToken cancellationToken = default) => door.ReadAsync(Look, "networks", inner.ListAsync, cancellationToken);

    public Task<IReadOnlyList<string>> GetProblemsAsync(CancellationToken cancellationToken = default) => door.ReadAsync(Look, "networks", inner.GetProblemsAsync, cancellationToken);
}
