using System.Text;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Trees of any depth and with any names, walked by descriptors without following symlinks.</summary>
public static class FileTree
{
    // Each level holds one open descriptor.
    private const int DeepestLook = 256;

    /// <summary>Removes the entry and everything below it; a missing entry is not an error.</summary>
    public static void Remove(SafeFileHandle directory, string name)
    {
        var result = FileCalls.Unlink(directory, name);
        if (result is >= 0 or -Errno.ENOENT) return;
        // EISDIR means that it is a directory; other errors (EPERM on some file systems) show in the next call.
        var descriptor = FileCalls.OpenAt(directory, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        if (descriptor < 0) throw Failure("unlink", name, result);
        using (var inner = FileCalls.Handle(descriptor)) Empty(inner);
        result = FileCalls.Unlink(directory, name, isDirectory: true);
        if (result is < 0 and not -Errno.ENOENT) throw Failure("rmdir", name, result);
    }

    /// <summary>Removes a tree of any depth and with any names, without following symlinks; a missing one is not an error.</summary>
    /// <param name="directory">A path of the host in .NET's form.</param>
    /// <exception cref="IOException">A part of it cannot be removed, such as a mount point.</exception>
    public static void Remove(string directory)
    {
        var above = RawName.Of(Path.GetDirectoryName(Path.GetFullPath(directory))!);
        var parent = FileCalls.OpenAt(OpenFlags.WorkingDirectory, above, OpenFlags.ReadOnly | OpenFlags.Directory);
        if (parent == -Errno.ENOENT) return;
        if (parent < 0) throw Failure("open", RawName.Of(directory), parent);
        using var handle = FileCalls.Handle(parent);
        Remove(handle, RawName.Of(Path.GetFileName(directory)));
    }

    /// <summary>Removes everything in the directory.</summary>
    public static void Empty(SafeFileHandle top)
    {
        // An explicit stack, with a single descriptor at the bottom: hostile trees are deeper than thread stacks and descriptor limits. A
        // subdirectory is moved up beside its parent's entries before it is emptied, so that the depth never matters.
        var pending = true;
        while (pending)
        {
            pending = false;
            foreach (var name in Names(top))
            {
                var result = FileCalls.Unlink(top, name);
                if (result is >= 0 or -Errno.ENOENT) continue;
                pending = true;
                Flatten(top, name);
            }
        }
    }

    /// <summary>Whether something is mounted on the directory or below it. A tree that is too deep to search counts as a mount.</summary>
    public static bool HoldsMount(SafeFileHandle directory, string name, int depth = 0)
    {
        if (depth > DeepestLook) return true;
        var descriptor = FileCalls.OpenAt(directory, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        // Removed or replaced since the listing.
        if (descriptor < 0) return false;
        using var inner = FileCalls.Handle(descriptor);
        if (FileCalls.Status(directory, "", out var outside) < 0 || FileCalls.Status(inner, "", out var own) < 0) return false;
        return own.MountId != outside.MountId || Names(inner).Exists(child => FileCalls.Status(inner, child, out var status) >= 0
            && (status.MountId != own.MountId || (status.IsDirectory && HoldsMount(inner, child, depth + 1))));
    }

    // Empties one directory level: unlinks files, renames directories into top, then removes the directory itself.
    private static void Flatten(SafeFileHandle top, string name)
    {
        var descriptor = FileCalls.OpenAt(top, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        if (descriptor < 0) throw Failure("open", name, descriptor);
        using (var directory = FileCalls.Handle(descriptor))
        {
            foreach (var child in Names(directory))
            {
                var result = FileCalls.Unlink(directory, child);
                if (result is >= 0 or -Errno.ENOENT) continue;
                if (FileCalls.Unlink(directory, child, isDirectory: true) >= 0) continue;
                result = FileCalls.Rename(directory, child, top, ".rm-" + Guid.NewGuid().ToString("N"));
                if (result < 0) throw Failure("rename", child, result);
            }
        }
        var removed = FileCalls.Unlink(top, name, isDirectory: true);
        if (removed is < 0 and not -Errno.ENOENT) throw Failure("rmdir", name, removed);
    }

    /// <summary>Names in an open directory, without . and .., as bytes; all are read first, so that they can be removed meanwhile.</summary>
    public static List<string> Names(SafeFileHandle directory)
    {
        List<string> names = [];
        var buffer = new byte[32768];
        FileCalls.Rewind(directory);
        while (FileCalls.ReadDirectory(directory, buffer) is var length && length != 0)
        {
            if (length < 0) throw Failure("getdents64", "", length);
            for (var at = 0; at < length;)
            {
                var size = BitConverter.ToUInt16(buffer, at + 16);
                var text = buffer.AsSpan(at + 19, size - 19);
                var name = Encoding.Latin1.GetString(text[..text.IndexOf((byte)0)]);
                if (name is not ("." or "..")) names.Add(name);
                at += size;
            }
        }
        return names;
    }

    /// <summary>The error of a call that failed at a raw name.</summary>
    public static KernelException Failure(string operation, string name, int result) => new(operation, RawName.Show(name), -result);
}
