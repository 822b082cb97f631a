namespace Panel.Engine.Contract;

/// <summary>Access to single files of a container. Links are followed inside the container; paths have the form of
/// <see cref="FilePathText"/>.</summary>
public partial interface IContainers
{
    /// <summary>Lists a directory.</summary>
    /// <exception cref="ObjectNotFoundException">There is no container or no such path.</exception>
    /// <exception cref="InvalidInputException">The path is not a directory.</exception>
    /// <exception cref="ConflictException">The container ended at that moment.</exception>
    Task<DirectoryListing> ListDirectoryAsync(string idOrName, string path, DirectoryQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Opens a regular file for reading; throws the same exceptions as <see cref="ListDirectoryAsync"/>.</summary>
    /// <exception cref="InvalidInputException">It is a directory, device, pipe or socket.</exception>
    Task<ContainerFile> OpenFileAsync(string idOrName, string path, CancellationToken cancellationToken = default);

    /// <summary>Writes a regular file atomically: the new file is written beside the old one and flushed before it takes its name. A new
    /// file belongs to the container's root and has mode 0644.</summary>
    /// <param name="idOrName">The container, running or not.</param>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="content">Read to its end before anything in the container changes.</param>
    /// <param name="how">Whether it may replace a file.</param>
    /// <param name="cancellationToken">Cancels; then nothing is changed.</param>
    /// <exception cref="ConflictException">The file already exists, it changed meanwhile, or it is a mount.</exception>
    /// <exception cref="InvalidInputException">The path is a directory, device, pipe, socket or a link to nothing.</exception>
    /// <exception cref="NotPermittedException">The file system there is read-only.</exception>
    Task<FileStat> WriteFileAsync(string idOrName, string path, Stream content, FileWrite how, CancellationToken cancellationToken = default);
}
