using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Users;

namespace Panel.Engine.Native.Archives;

/// <summary>Unpacks an archive into a container's files.</summary>
/// <param name="root">The container's root directory, with all its mounts.</param>
/// <param name="prefix">Directory below it, without links.</param>
/// <param name="ids">The container's users and groups there.</param>
/// <param name="kept">The directory and those above it, which no entry may replace, whatever links lead to them.</param>
/// <param name="keepKinds">Whether to refuse to replace a directory with something else, or something else with a directory.</param>
/// <param name="owner">The owner of everything, in the container's ids; null keeps the archive's owners.</param>
internal sealed class CopyIn(string root, string prefix, ContainerIds ids, IReadOnlyList<FileStatus> kept, bool keepKinds, FileOwner? owner = null)
{
    private static readonly LayerLimits Limits = new();

    /// <summary>Reads the archive from a file. Only a user namespace's own users can create files in its file system, so this runs as its
    /// root.</summary>
    public Task RunAsync(string file) => ids.First == 0
        ? Task.Run(() => Run(file))
        : FileSystemIdentity.RunAsync((uint)ids.First, (uint)ids.First, () => Run(file));

    private void Run(string file)
    {
        using var tar = new AtOnceStream(File.OpenRead(file));
        // As in Docker, empty input is an archive without entries.
        if (tar.Length == 0) return;
        using var reader = new LayerTarReader(tar, Limits);
        using var target = new LayerTarget(root) { KeepKinds = keepKinds, Kept = kept, WithWhiteouts = false, KeepsTimes = false };
        var extraction = LayerExtractor.ExtractAsync(reader, target, Limits, Placed, CancellationToken.None);
        // The stream completes synchronously, so everything runs on this thread, whose identity matters.
        if (!extraction.IsCompleted) throw new InvalidOperationException("The extraction has left its thread.");
        extraction.GetAwaiter().GetResult();
        target.Flush();
    }

    private LayerEntry? Placed(LayerEntry entry)
    {
        var name = EntryPath.Clean(entry.Name, "the name");
        if (name.Length == 0) return OfTheDestination(entry);
        return entry with
        {
            Name = $"{prefix}/{name}",
            // A hard link's target is a path in the archive, but a symbolic link's is not.
            LinkName = entry.Type == LayerEntryType.HardLink ? $"{prefix}/{EntryPath.Clean(entry.LinkName, "the link target")}" : entry.LinkName,
            Uid = ids.Shift(owner?.Uid ?? entry.Uid, "uid"),
            Gid = ids.Shift(owner?.Gid ?? entry.Gid, "gid"),
        };
    }

    // The destination exists and keeps its owner and mode, as in Docker.
    private static LayerEntry? OfTheDestination(LayerEntry entry) => entry.Type == LayerEntryType.Directory
        ? null
        : throw LayerFault.Invalid("would replace the directory that the archive is copied to; give it a name in there");
}
