namespace Panel.Engine.Contract;

/// <summary>What goes on in a container, and holding it still.</summary>
public partial interface IContainers
{
    /// <summary>As <see cref="StopAsync(string, TimeSpan?, CancellationToken)"/>, but with another signal than the container's own for this once.</summary>
    /// <exception cref="InvalidInputException">There is no such signal.</exception>
    Task<bool> StopAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken);

    /// <summary>As <see cref="RestartAsync(string, TimeSpan?, CancellationToken)"/>, but with another signal than the container's own for this once.</summary>
    /// <exception cref="InvalidInputException">There is no such signal.</exception>
    Task RestartAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken);

    /// <summary>Freezes every process of a running container.</summary>
    /// <exception cref="ConflictException">It does not run, or is paused already.</exception>
    Task PauseAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>Lets a paused container go on.</summary>
    /// <exception cref="ConflictException">It is not paused.</exception>
    Task UnpauseAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>Its processes as the host sees them, the oldest first.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="announce">Publish Docker's event of it, <c>top</c>; a page that looks every second does not.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ConflictException">It does not run.</exception>
    Task<IReadOnlyList<ContainerProcess>> ListProcessesAsync(string idOrName, bool announce = false, CancellationToken cancellationToken = default);

    /// <summary>What differs from its image, by path; volumes and other mounts are not part of it.</summary>
    Task<IReadOnlyList<FileChange>> ListChangesAsync(string idOrName, CancellationToken cancellationToken = default);

    /// <summary>How much it takes on disk.</summary>
    Task<ContainerSize> GetSizeAsync(string idOrName, CancellationToken cancellationToken = default);
}
