namespace Panel.Engine.Contract;

/// <summary>Looking at the files of a container one by one. Links are followed inside the container; paths are written as <see cref="FilePathText"/> does.</summary>
public partial interface IContainers
{
    /// <summary>Tells what is in a directory.</summary>
    /// <exception cref="ObjectNotFoundException">There is no container or no such path.</exception>
    /// <exception cref="InvalidInputException">The path is no directory.</exception>
    /// <exception cref="ConflictException">The container ended at that moment.</exception>
    Task<DirectoryListing> ListDirectoryAsync(string idOrName, string path, DirectoryQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Opens a regular file for reading; refusals as for <see cref="ListDirectoryAsync"/>.</summary>
    /// <exception cref="InvalidInputException">It is a directory, device, pipe or socket.</exception>
    Task<ContainerFile> OpenFileAsync(string idOrName, string path, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a regular file, whole or not at all: it is made beside the one that it replaces and put on the disk before it takes its name.
    /// A new file belongs to the container's root and has mode 0644.
    /// </summary>
    /// <param name="idOrName">The container, running or not.</param>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="content">Read to its end before anything of the container is touched.</param>
    /// <param name="how">Whether it may replace a file.</param>
    /// <param name="cancellationToken">Cancels; nothing is changed then.</param>
    /// <exception cref="ConflictException">There is a file already, it changed meanwhile, or it is a mount of its own.</exception>
    /// <exception cref="InvalidInputException">The path is a directory, device, pipe, socket or a link to nothing.</exception>
    /// <exception cref="NotPermittedException">The file system there is read-only.</exception>
    Task<FileStat> WriteFileAsync(string idOrName, string path, Stream content, FileWrite how, CancellationToken cancellationToken = default);
}
