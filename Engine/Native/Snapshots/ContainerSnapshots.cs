using System.Text;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Native.Snapshots;

/// <summary>A container's own files on top of its image, and operations on trees of files.</summary>
public static partial class ContainerSnapshots
{
    /// <summary>Creates the upper and work directory; idempotent.</summary>
    public static void Create(EnginePaths paths, string containerId)
    {
        // The container's root directory has the mode of the upper one.
        Directory.CreateDirectory(paths.ContainerUpper(containerId));
        File.SetUnixFileMode(paths.ContainerUpper(containerId), (UnixFileMode)0x1ED);
        Directory.CreateDirectory(paths.ContainerWork(containerId));
    }

    /// <summary>Bytes on disk below a directory; 0 when it is gone.</summary>
    public static long Usage(string directory)
    {
        if (!Directory.Exists(directory)) return 0;
        long blocks = 0;
        HashSet<ulong> linked = [];
        Stack<string> pending = new([RawName.Of(directory)]);
        while (pending.TryPop(out var path))
        {
            var descriptor = FileCalls.OpenAt(OpenFlags.WorkingDirectory, path, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
            // Removed, replaced or too deep since the listing: usage is an estimate, not an inventory.
            if (descriptor < 0) continue;
            using var handle = FileCalls.Handle(descriptor);
            foreach (var name in FileTree.Names(handle))
            {
                if (FileCalls.Status(handle, name, out var status) < 0) continue;
                if (status.IsDirectory) pending.Push($"{path}/{name}");
                if (status.Links == 1 || status.IsDirectory || linked.Add(status.Inode)) blocks += (long)status.Blocks;
            }
        }
        return blocks * 512;
    }
}
