using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers.Tar;

/// <summary>Makes an upper directory of overlayfs, which nobody changes any more, what its unpacked tar would be: no sockets, no places of the engine's own
/// mounts, whole seconds, and of overlayfs only the mark of opaque directories.</summary>
internal static class LayerTidy
{
    private const int RootMode = 0x1ED;

    // As deep as TreeArchive goes, which reports what is deeper.
    private const int DeepestWalk = 201;

    /// <summary>Tidies the directory and everything below it.</summary>
    public static void Settle(string directory)
    {
        using var root = OpenAt2.Host(directory, OpenFlags.ReadOnly | OpenFlags.Directory);
        Walk(root, "", 0);
        Check(FileCalls.ChangeOwner(root, 0, 0), "chown", "/");
        Check(FileCalls.ChangeMode(root, RootMode), "chmod", "/");
        DropAttributes(root, ".");
    }

    private static void Walk(SafeFileHandle directory, string prefix, int depth)
    {
        if (depth > DeepestWalk) return;
        foreach (var name in FileTree.Names(directory))
        {
            Check(FileCalls.Status(directory, name, out var status), "stat", name);
            if (!IsKept(prefix + name, status)) Check(FileCalls.Unlink(directory, name), "unlink", name);
            else if (!status.IsWhiteout) Settle(directory, name, prefix + name, status, depth);
        }
    }

    private static void Settle(SafeFileHandle directory, string name, string path, FileStatus status, int depth)
    {
        if (status.IsDirectory)
        {
            using var inner = FileCalls.Handle(Check(
                FileCalls.OpenAt(directory, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow), "open", name));
            Walk(inner, path + "/", depth + 1);
        }
        DropAttributes(directory, name);
        Check(FileCalls.SetTime(directory, name, new Timestamp(status.ModifiedSeconds, 0)), "utimensat", name);
    }

    private static bool IsKept(string path, FileStatus status) =>
        status.Type is FileType.Directory or FileType.Regular or FileType.Symlink or FileType.Character or FileType.Block or FileType.Fifo
        && !TreeArchive.IsStub(path, status);

    private static void DropAttributes(SafeFileHandle directory, string name)
    {
        foreach (var attribute in FileCalls.ListAttributes(directory, name))
        {
            var isOfOverlay = attribute.StartsWith("user.overlay.", StringComparison.Ordinal) && attribute != LayerTarget.OverlayOpaque;
            if (isOfOverlay || attribute.StartsWith("trusted.", StringComparison.Ordinal))
                Check(FileCalls.RemoveAttribute(directory, name, attribute), "removexattr", name);
        }
    }

    private static int Check(int result, string operation, string name) => result >= 0 ? result
        : throw new EngineFailureException($"The layer cannot be made: {FileTree.Failure(operation, name, result).Message}.", operation, -result);
}
