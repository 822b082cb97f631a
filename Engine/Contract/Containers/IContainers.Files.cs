namespace Panel.Engine.Contract;

/// <summary>Files of a container, as tar streams. Volumes and bind mounts are visible whether it is running or not; a tmpfs of a stopped
/// container is an empty directory that accepts nothing.</summary>
public partial interface IContainers
{
    /// <summary>Writes the whole root file system as a tar, without mounts.</summary>
    /// <exception cref="EngineFailureException">A part of it cannot be read; the stream is then cut off.</exception>
    Task ExportAsync(string idOrName, Stream output, CancellationToken cancellationToken = default);

    /// <summary>Returns the status of one path; a symbolic link is not followed unless the path ends with a slash or <c>/.</c>.</summary>
    /// <exception cref="ObjectNotFoundException">There is no container or no such path.</exception>
    /// <exception cref="ConflictException">The container ended at that moment.</exception>
    Task<FileStat> StatFileAsync(string idOrName, string path, CancellationToken cancellationToken = default);

    /// <summary>Writes a path and everything below it as a tar, with its name as the top entry; throws the same exceptions as
    /// <see cref="StatFileAsync"/>.</summary>
    Task CopyOutAsync(string idOrName, string path, Stream output, CancellationToken cancellationToken = default);

    /// <summary>Unpacks a tar (plain, gzip, zstd, xz or bzip2) into a directory. Whatever links the archive or the container has, nothing
    /// escapes from the container.</summary>
    /// <param name="idOrName">The container, running or not.</param>
    /// <param name="path">An existing directory; links in it are followed inside the container.</param>
    /// <param name="tar">The stream, read to its end.</param>
    /// <param name="keepKinds">Whether to refuse to replace a directory with something else, or something else with a directory.</param>
    /// <param name="asContainerUser">Whether everything belongs to the container's user, instead of the owners in the archive.</param>
    /// <param name="cancellationToken">Cancels; what was unpacked stays.</param>
    /// <exception cref="InvalidInputException">The archive is damaged, the path is not a directory, or the container's files do not contain its
    /// user.</exception>
    /// <exception cref="NotPermittedException">The file system there is read-only.</exception>
    /// <exception cref="ConflictException">An entry would replace a mount, such as /etc/hosts; earlier entries are unpacked.</exception>
    Task CopyInAsync(string idOrName, string path, Stream tar, bool keepKinds = false, bool asContainerUser = false, CancellationToken cancellationToken = default);

    /// <summary>Creates an image from the container's image and the container's own files on top of it.</summary>
    /// <exception cref="InvalidInputException">The name is invalid.</exception>
    Task<ImageDetails> CommitAsync(string idOrName, CommitSpec commit, CancellationToken cancellationToken = default);
}
