namespace Panel.Engine.Contract;

/// <summary>Containers and their lifecycle. <c>idOrName</c> is a full id, a unique prefix of one, or a name with or without the leading
/// slash.</summary>
public partial interface IContainers
{
    /// <summary>Creates a container in state <see cref="ContainerStatus.Created"/>; a failure leaves nothing behind.</summary>
    /// <exception cref="InvalidInputException">The specification is wrong; <see cref="InvalidInputException.Field"/> says where.</exception>
    /// <exception cref="ConflictException">The name is taken.</exception>
    /// <exception cref="ObjectNotFoundException">The image, network or volume does not exist.</exception>
    Task<ContainerCreated> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Starts a created or exited container.</summary>
    /// <returns>False when it was already running (Docker's 304).</returns>
    Task<bool> StartAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>
    /// For the host's shutdown: stops every running container with its own signal and timeout. This does not count as a person's stop, so
    /// restart policies start the containers again with the next engine; this engine starts no more containers by itself.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting; a sent signal stays sent.</param>
    Task StopAllAsync(CancellationToken cancellationToken = default);

    /// <summary>Sends the stop signal, waits, then kills.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="timeout">The time until SIGKILL; null means the container's, 10 s by default; infinite never kills.</param>
    /// <param name="cancellationToken">Stops waiting; a sent signal stays sent.</param>
    /// <returns>False when it was not running (Docker's 304).</returns>
    Task<bool> StopAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Stops a container if it is running, and starts it.</summary>
    Task RestartAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a signal to the container's init; after SIGKILL, the exit is recorded when this returns. A container that waits for
    /// its restart policy's next start has no init; it stays ended.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="signal">A name with or without SIG, or a number from 1 to 64; null means SIGKILL.</param>
    /// <param name="cancellationToken">Cancels before the signal is sent.</param>
    /// <exception cref="ConflictException">It is not running.</exception>
    Task KillAsync(string idOrName, string? signal = null, CancellationToken cancellationToken = default);

    /// <summary>Renames a container.</summary>
    Task RenameAsync(string idOrName, string newName, CancellationToken cancellationToken = default);

    /// <summary>Changes limits or the restart policy, at once for a running container. When the kernel refuses a limit, all limits stay
    /// unchanged.</summary>
    /// <returns>What was accepted but has no effect, one sentence each.</returns>
    /// <exception cref="InvalidInputException">A limit is wrong, or below the container's present use.</exception>
    Task<IReadOnlyList<string>> UpdateAsync(string idOrName, ContainerUpdate update, CancellationToken cancellationToken = default);

    /// <summary>Removes a container and its log.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="force">Whether to kill a running container first; otherwise a running or restarting container is a
    /// <see cref="ConflictException"/>.</param>
    /// <param name="removeVolumes">Whether to remove its anonymous volumes, too.</param>
    /// <param name="cancellationToken">Cancels before the removal begins.</param>
    Task RemoveAsync(string idOrName, bool force = false, bool removeVolumes = false, CancellationToken cancellationToken = default);

    /// <summary>Lists containers, newest first.</summary>
    Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Yields the whole list first, then its changes, as long as the caller reads. Updates are merged for a slow reader.</summary>
    IAsyncEnumerable<ContainerListUpdate> WatchAsync(CancellationToken cancellationToken = default);

    /// <summary>Everything about one container.</summary>
    Task<ContainerDetails> InspectAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>Waits until the condition holds. A container that was removed because it ended (<see cref="ContainerSpec.AutoRemove"/>) still answers to its id for a minute.</summary>
    Task<ContainerExit> WaitAsync(string idOrName, WaitCondition condition = WaitCondition.NotRunning, CancellationToken cancellationToken = default);

    /// <summary>Reads the container's log, oldest line first, and follows it on request. A slow reader never slows the container.</summary>
    IAsyncEnumerable<LogEntry> ReadLogsAsync(string idOrName, LogQuery query, CancellationToken cancellationToken = default);

    /// <summary>One sample of the container's present resource use.</summary>
    /// <exception cref="ConflictException">It is not running.</exception>
    Task<ContainerStats> GetStatsAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>One sample a second while the container is running and the caller reads.</summary>
    IAsyncEnumerable<ContainerStats> StreamStatsAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>One sample a second of all running containers, as long as the caller reads. All callers share one reading; a slow caller
    /// misses samples, never containers.</summary>
    IAsyncEnumerable<IReadOnlyList<ContainerUsage>> StreamAllStatsAsync(CancellationToken cancellationToken = default);
}
