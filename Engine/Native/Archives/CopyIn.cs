using Panel.Engine.Contract;
using Panel.Engine.Linux.Users;
using Panel.Engine.Native.Images.Layers;

namespace Panel.Engine.Native.Archives;

/// <summary>Unpacks an archive into a container's files.</summary>
/// <param name="root">Directory that is the container's root, with all that is mounted in it.</param>
/// <param name="prefix">Directory below it, without links.</param>
/// <param name="firstId">What the container's ids are shifted by there.</param>
/// <param name="keepKinds">Refuse to replace a directory by something else, and something else by a directory.</param>
/// <param name="owner">Who gets all of it, in the container's ids; null keeps the archive's owners.</param>
internal sealed class CopyIn(string root, string prefix, long firstId, bool keepKinds, FileOwner? owner = null)
{
    private static readonly LayerLimits Limits = new();

    /// <summary>Reads the archive from a file. In a user namespace's file system only its own users can make files, so it is done as its root.</summary>
    public Task RunAsync(string file) => firstId == 0
        ? Task.Run(() => Run(file))
        : FileSystemIdentity.RunAsync((uint)firstId, (uint)firstId, () => Run(file));

    private void Run(string file)
    {
        using var tar = new AtOnceStream(File.OpenRead(file));
        using var reader = new LayerTarReader(tar, Limits);
        using var target = new LayerTarget(root) { KeepKinds = keepKinds, WithWhiteouts = false };
        var extraction = LayerExtractor.ExtractAsync(reader, target, Limits, Placed, CancellationToken.None);
        // The stream answers at once, so all is done on this thread, whose identity matters.
        if (!extraction.IsCompleted) throw new InvalidOperationException("The extraction has left its thread.");
        extraction.GetAwaiter().GetResult();
        target.Flush();
    }

    private LayerEntry Placed(LayerEntry entry) => entry with
    {
        Name = $"{prefix}/{EntryPath.Clean(entry.Name, "the name")}",
        // A hard link's target is a path in the archive, a symbolic link's is not.
        LinkName = entry.Type == LayerEntryType.HardLink ? $"{prefix}/{EntryPath.Clean(entry.LinkName, "the link target")}" : entry.LinkName,
        Uid = (uint)((owner?.Uid ?? entry.Uid) + firstId),
        Gid = (uint)((owner?.Gid ?? entry.Gid) + firstId),
    };
}
