using Panel.Engine.Contract;

namespace Panel.Web.Door.Guarded;

/// <content>What is read, and leaves no entry in the history.</content>
internal sealed partial class GuardedContainers
{
    public Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerFilter? filter = null, CancellationToken cancellationToken = default) =>
        door.ReadAsync(ContainerRights.List, "containers", token => inner.ListAsync(filter, token), cancellationToken);

    public IAsyncEnumerable<ContainerListUpdate> WatchAsync(CancellationToken cancellationToken = default) =>
        door.Follow(ContainerRights.List, "containers", inner.WatchAsync, cancellationToken);

    public Task<ContainerDetails> InspectAsync(string idOrName, CancellationToken cancellationToken = default) => door.ReadAsync(
        ContainerRights.Inspect, idOrName, async (actor, token) => SecretValues.Hide(await inner.InspectAsync(idOrName, token), actor), cancellationToken);

    public Task<ContainerExit> WaitAsync(string idOrName, WaitCondition condition = WaitCondition.NotRunning, CancellationToken cancellationToken = default) =>
        door.ReadAsync(ContainerRights.Wait, idOrName, token => inner.WaitAsync(idOrName, condition, token), cancellationToken);

    public IAsyncEnumerable<LogEntry> ReadLogsAsync(string idOrName, LogQuery query, CancellationToken cancellationToken = default) =>
        door.Follow(ContainerRights.Logs, idOrName, token => inner.ReadLogsAsync(idOrName, query, token), cancellationToken);

    public Task<ContainerStats> GetStatsAsync(string idOrName, CancellationToken cancellationToken = default) =>
        door.ReadAsync(ContainerRights.Stats, idOrName, token => inner.GetStatsAsync(idOrName, token), cancellationToken);

    public IAsyncEnumerable<ContainerStats> StreamStatsAsync(string idOrName, CancellationToken cancellationToken = default) =>
        door.Follow(ContainerRights.Stats, idOrName, token => inner.StreamStatsAsync(idOrName, token), cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<ContainerUsage>> StreamAllStatsAsync(CancellationToken cancellationToken = default) =>
        door.Follow(ContainerRights.Stats, "containers", inner.StreamAllStatsAsync, cancellationToken);

    public Task<IReadOnlyList<ContainerProcess>> ListProcessesAsync(string idOrName, bool announce = false, CancellationToken cancellationToken = default) =>
        door.ReadAsync(ContainerRights.Processes, idOrName, token => inner.ListProcessesAsync(idOrName, announce, token), cancellationToken);

    public Task<IReadOnlyList<FileChange>> ListChangesAsync(string idOrName, CancellationToken cancellationToken = default) =>
        door.ReadAsync(ContainerRights.Changes, idOrName, token => inner.ListChangesAsync(idOrName, token), cancellationToken);

    public Task<ContainerSize> GetSizeAsync(string idOrName, CancellationToken cancellationToken = default) =>
        door.ReadAsync(ContainerRights.Inspect, idOrName, token => inner.GetSizeAsync(idOrName, token), cancellationToken);

    /// <summary>Says what a configuration would allow. It looks at nothing of this machine.</summary>
    public SecurityDetails AssessSecurity(ContainerSpec spec) => inner.AssessSecurity(spec);

    /// <summary>Only the panel itself asks where a caller's process runs.</summary>
    public ProcessOrigin OriginOf(int pid) => throw new NotPermittedException("Only the panel itself may ask in which container a process runs.");
}
