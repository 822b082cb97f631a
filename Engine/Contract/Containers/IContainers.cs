namespace Panel.Engine.Contract;

/// <summary>Containers and their whole life. <c>idOrName</c> is a full id, a unique prefix of one, or a name with or without the leading slash.</summary>
public partial interface IContainers
{
    /// <summary>Creates a container in state <see cref="ContainerStatus.Created"/>; nothing is left behind when it fails.</summary>
    /// <exception cref="InvalidInputException">The specification is wrong; <see cref="InvalidInputException.Field"/> names where.</exception>
    /// <exception cref="ConflictException">The name is taken.</exception>
    /// <exception cref="ObjectNotFoundException">The image, network or volume does not exist.</exception>
    Task<ContainerCreated> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Starts a created or exited container.</summary>
    /// <returns>False when it was running already (Docker's 304).</returns>
    Task<bool> StartAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>
    /// For the host's shutdown: stops every running container by its own signal and timeout. It does not count as a person's stop, so restart
    /// policies start them again with the next engine; this one starts nothing more by itself.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; what was sent stays sent.</param>
    Task StopAllAsync(CancellationToken cancellationToken = default);

    /// <summary>Sends the stop signal, waits, then kills.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="timeout">How long to wait before SIGKILL; null takes the container's, which is 10 s by default; infinite never kills.</param>
    /// <param name="cancellationToken">Gives up waiting; what was sent stays sent.</param>
    /// <returns>False when it was not running (Docker's 304).</returns>
    Task<bool> StopAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Stops (if it runs) and starts a container.</summary>
    Task RestartAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a signal to the container's init; after SIGKILL the exit is recorded when this returns. One that waits for its restart policy's next start has none; it stays ended.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="signal">A name with or without SIG, or a number from 1 to 64; null is SIGKILL.</param>
    /// <param name="cancellationToken">Cancels before the signal is sent.</param>
    /// <exception cref="ConflictException">It is not running.</exception>
    Task KillAsync(string idOrName, string? signal = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a container another name.</summary>
    Task RenameAsync(string idOrName, string newName, CancellationToken cancellationToken = default);

    /// <summary>Changes limits or the restart policy; a running container has them at once. When the kernel refuses a limit, all stay as they were.</summary>
    /// <returns>What was accepted but does not take effect, a sentence each.</returns>
    /// <exception cref="InvalidInputException">A limit is wrong, or below what the container uses now.</exception>
    Task<IReadOnlyList<string>> UpdateAsync(string idOrName, ContainerUpdate update, CancellationToken cancellationToken = default);

    /// <summary>Removes a container and its log.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="force">Kill it first if it runs; without it a running or restarting container is a <see cref="ConflictException"/>.</param>
    /// <param name="removeVolumes">Remove its anonymous volumes too.</param>
    /// <param name="cancellationToken">Cancels before the removal begins.</param>
    Task RemoveAsync(string idOrName, bool force = false, bool removeVolumes = false, CancellationToken cancellationToken = default);

    /// <summary>Lists containers, newest first.</summary>
    Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>A first update that holds every container, then what changed, as long as the caller reads. Updates are coalesced for a slow reader.</summary>
    IAsyncEnumerable<ContainerListUpdate> WatchAsync(CancellationToken cancellationToken = default);

    /// <summary>Everything about one container.</summary>
    Task<ContainerDetails> InspectAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>Waits until the condition holds. A container that was removed because it ended (<see cref="ContainerSpec.AutoRemove"/>) still answers to its id for a minute.</summary>
    Task<ContainerExit> WaitAsync(string idOrName, WaitCondition condition = WaitCondition.NotRunning, CancellationToken cancellationToken = default);

    /// <summary>Reads the container's log, oldest line first, following it when asked. A slow reader never slows the container.</summary>
    IAsyncEnumerable<LogEntry> ReadLogsAsync(string idOrName, LogQuery query, CancellationToken cancellationToken = default);

    /// <summary>One sample of what the container uses now.</summary>
    /// <exception cref="ConflictException">It is not running.</exception>
    Task<ContainerStats> GetStatsAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>A sample a second while the container runs and the caller reads; ends when the container does.</summary>
    IAsyncEnumerable<ContainerStats> StreamStatsAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>
    /// A sample a second of every container that runs, as long as the caller reads. All callers share one reading; a slow one misses samples, never containers.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<ContainerUsage>> StreamAllStatsAsync(CancellationToken cancellationToken = default);
}
