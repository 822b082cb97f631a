using Panel.Engine.Contract;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Native.Snapshots;

public static partial class ContainerSnapshots
{
    // 07777
    private const int PermissionBits = 0xFFF;

    /// <summary>Copies the image's files at <paramref name="path"/> into an empty volume, with owners, modes and links. A volume with
    /// content stays unchanged.</summary>
    /// <param name="layerDirectories">The image's layers, topmost first.</param>
    /// <param name="path">Absolute path in the image; symlinks in it are resolved inside the image.</param>
    /// <param name="volumeDirectory">The volume.</param>
    /// <returns>Whether the image has a directory there; its owner and mode are then the volume's.</returns>
    public static bool CopyUp(IReadOnlyList<string> layerDirectories, string path, string volumeDirectory)
    {
        if (Directory.EnumerateFileSystemEntries(volumeDirectory).Any()) return false;
        using var root = MergedDirectory.OpenRoot(layerDirectories);
        using var source = MergedPath.OpenDirectory(root, RawName.Of(path));
        if (source is null) return false;
        using var copy = new VolumeCopy(RawName.Of(volumeDirectory));
        copy.Fill(source);
        return true;
    }

    /// <summary>Permission bits of the directory at <paramref name="path"/>; null when there is none, or only dangling links.</summary>
    /// <param name="layerDirectories">The layers, topmost first.</param>
    /// <param name="path">Absolute path; symlinks in it are resolved inside the layers.</param>
    public static int? DirectoryMode(IReadOnlyList<string> layerDirectories, string path)
    {
        if (layerDirectories.Count == 0) return null;
        try
        {
            using var root = MergedDirectory.OpenRoot(layerDirectories);
            using var directory = MergedPath.OpenDirectory(root, RawName.Of(path));
            return directory is not null && FileCalls.Status(directory.Top, ".", out var status) >= 0 ? (int)(status.Mode & PermissionBits) : null;
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    /// <summary>Replaces an empty directory with another one on the same file system, atomically.</summary>
    /// <returns>False when something is mounted there or the directory is not empty.</returns>
    public static bool TryReplaceEmpty(string directory, string empty)
    {
        var result = FileCalls.Rename(RawName.Of(directory), RawName.Of(empty));
        // ENOTDIR: it is a link to a directory elsewhere, which stays.
        if (result is -Errno.EBUSY or -Errno.ENOTEMPTY or -Errno.EEXIST or -Errno.ENOTDIR) return false;
        if (result < 0) throw FileTree.Failure("rename", RawName.Of(empty), result);
        return true;
    }
}
