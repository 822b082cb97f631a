namespace Panel.Engine.Contract;

/// <summary>A container's processes and changes, and pausing it.</summary>
public partial interface IContainers
{
    /// <summary>Like <see cref="StopAsync(string, TimeSpan?, CancellationToken)"/>, but with a signal other than the container's own, this
    /// time only.</summary>
    /// <exception cref="InvalidInputException">There is no such signal.</exception>
    Task<bool> StopAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken);

    /// <summary>Like <see cref="RestartAsync(string, TimeSpan?, CancellationToken)"/>, but with a signal other than the container's own,
    /// this time only.</summary>
    /// <exception cref="InvalidInputException">There is no such signal.</exception>
    Task RestartAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken);

    /// <summary>Freezes every process of a running container.</summary>
    /// <exception cref="ConflictException">It is not running, or is already paused.</exception>
    Task PauseAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused container.</summary>
    /// <exception cref="ConflictException">It is not paused.</exception>
    Task UnpauseAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>Its processes as the host sees them, oldest first.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="announce">Whether to publish Docker's event <c>top</c>; a page that polls every second does not.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ConflictException">It is not running.</exception>
    Task<IReadOnlyList<ContainerProcess>> ListProcessesAsync(string idOrName, bool announce = false, CancellationToken cancellationToken = default);

    /// <summary>The differences from its image, by path, without volumes and other mounts.</summary>
    Task<IReadOnlyList<FileChange>> ListChangesAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>Its size on disk.</summary>
    Task<ContainerSize> GetSizeAsync(string idOrName, CancellationToken cancellationToken = default);
}
