using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>The engine's events as one actor may see them.</summary>
internal sealed class GuardedEvents(IEngineEvents inner, EngineDoor door) : IEngineEvents
{
    private static readonly Operation Look = new("event.list", PanelRole.Viewer);

    public Task<IReadOnlyList<EngineEvent>> RecentAsync(int count, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Look, "events", token => inner.RecentAsync(count, token), cancellationToken);

    public IAsyncEnumerable<EngineEvent> WatchAsync(CancellationToken cancellationToken = default) => door.Subscribe(Look, "events", inner.WatchAsync, cancellationToken);
}
