using Panel.Engine.Contract;
using Panel.Engine.Linux.Users;
using Panel.Engine.Native.Images.Layers;

namespace Panel.Engine.Native.Archives;

/// <summary>Unpacks an archive into a container's files.</summary>
/// <param name="root">Directory that is the container's root, with all that is mounted in it.</param>
/// <param name="prefix">Directory below it, without links.</param>
/// <param name="ids">The container's users and groups there.</param>
/// <param name="kept">The directory and those above it, which no entry replaces, whatever links lead to them.</param>
/// <param name="keepKinds">Refuse to replace a directory by something else, and something else by a directory.</param>
/// <param name="owner">Who gets all of it, in the container's ids; null keeps the archive's owners.</param>
internal sealed class CopyIn(string root, string prefix, ContainerIds ids, IReadOnlyList<FileStatus> kept, bool keepKinds, FileOwner? owner = null)
{
    private static readonly LayerLimits Limits = new();

    /// <summary>Reads the archive from a file. In a user namespace's file system only its own users can make files, so it is done as its root.</summary>
    public Task RunAsync(string file) => ids.First == 0
        ? Task.Run(() => Run(file))
        : FileSystemIdentity.RunAsync((uint)ids.First, (uint)ids.First, () => Run(file));

    private void Run(string file)
    {
        using var tar = new AtOnceStream(File.OpenRead(file));
        // Nothing at all is an archive without entries, as for Docker.
        if (tar.Length == 0) return;
        using var reader = new LayerTarReader(tar, Limits);
        using var target = new LayerTarget(root) { KeepKinds = keepKinds, Kept = kept, WithWhiteouts = false, KeepsTimes = false };
        var extraction = LayerExtractor.ExtractAsync(reader, target, Limits, Placed, CancellationToken.None);
        // The stream answers at once, so all is done on this thread, whose identity matters.
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
            // A hard link's target is a path in the archive, a symbolic link's is not.
            LinkName = entry.Type == LayerEntryType.HardLink ? $"{prefix}/{EntryPath.Clean(entry.LinkName, "the link target")}" : entry.LinkName,
            Uid = ids.Shift(owner?.Uid ?? entry.Uid, "uid"),
            Gid = ids.Shift(owner?.Gid ?? entry.Gid, "gid"),
        };
    }

    // The destination is there and stays as it is, its owner and mode too, as with Docker.
    private static LayerEntry? OfTheDestination(LayerEntry entry) => entry.Type == LayerEntryType.Directory
        ? null
        : throw LayerFault.Invalid("would replace the directory that the archive is copied to; give it a name in there");
}
