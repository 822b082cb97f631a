using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>The machine as one actor may see it.</summary>
internal sealed class GuardedHostSystem(IHostSystem inner, EngineDoor door) : IHostSystem
{
    private static readonly Operation Look = new("system.info", PanelRole.Viewer);

    public Task<HostInfo> GetInfoAsync(CancellationToken cancellationToken = default) => door.ReadAsync(Look, "system", inner.GetInfoAsync, cancellationToken);

    public Task<HostStats> GetStatsAsync(CancellationToken cancellationToken = default) => door.ReadAsync(Look, "system", inner.GetStatsAsync, cancellationToken);

    public IAsyncEnumerable<HostStats> StreamStatsAsync(CancellationToken cancellationToken = default) => door.Follow(Look, "system", inner.StreamStatsAsync, cancellationToken);
}
