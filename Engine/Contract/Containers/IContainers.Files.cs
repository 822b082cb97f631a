namespace Panel.Engine.Contract;

/// <summary>
/// Files of a container, as tar streams. Volumes and bind mounts are there whether it runs or not; a tmpfs of one that does not run is an
/// empty directory that takes nothing.
/// </summary>
public partial interface IContainers
{
    /// <summary>Writes its whole root file system as a tar; what is mounted in it is left out.</summary>
    /// <exception cref="EngineFailureException">A part of it cannot be read; the stream is then torn.</exception>
    Task ExportAsync(string idOrName, Stream output, CancellationToken cancellationToken = default);

    /// <summary>Tells of one path; a symbolic link is not followed unless the path ends with a slash or <c>/.</c>.</summary>
    /// <exception cref="ObjectNotFoundException">There is no container or no such path.</exception>
    /// <exception cref="ConflictException">The container ended at that moment.</exception>
    Task<FileStat> StatFileAsync(string idOrName, string path, CancellationToken cancellationToken = default);

    /// <summary>Writes a path with all below it as a tar, its name as the top entry; refusals as for <see cref="StatFileAsync"/>.</summary>
    Task CopyOutAsync(string idOrName, string path, Stream output, CancellationToken cancellationToken = default);

    /// <summary>Unpacks a tar (plain, gzip, zstd, xz or bzip2) into a directory. Whatever the archive or the container does with links, nothing leaves the container.</summary>
    /// <param name="idOrName">The container, running or not.</param>
    /// <param name="path">An existing directory; links in it are followed inside the container.</param>
    /// <param name="tar">The stream, read to its end.</param>
    /// <param name="keepKinds">Refuse to replace a directory by something else, and something else by a directory.</param>
    /// <param name="asContainerUser">Give all of it to the user that the container runs as, instead of the owners in the archive.</param>
    /// <param name="cancellationToken">Cancels; what was unpacked stays.</param>
    /// <exception cref="InvalidInputException">The archive is damaged, the path is no directory, or the container's files do not know its user.</exception>
    /// <exception cref="NotPermittedException">The file system there is read-only.</exception>
    /// <exception cref="ConflictException">An entry would replace what is mounted, such as /etc/hosts; those before it are unpacked.</exception>
    Task CopyInAsync(string idOrName, string path, Stream tar, bool keepKinds = false, bool asContainerUser = false, CancellationToken cancellationToken = default);

    /// <summary>Makes an image of what the container has written on top of its own image.</summary>
    /// <exception cref="InvalidInputException">The name is none.</exception>
    Task<ImageDetails> CommitAsync(string idOrName, CommitSpec commit, CancellationToken cancellationToken = default);
}
