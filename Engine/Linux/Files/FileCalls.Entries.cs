using System.Runtime.InteropServices;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Makes, links, renames and removes entries of directories.</summary>
public static unsafe partial class FileCalls
{
    private const int RemoveDirectory = 0x200;

    // The kernel's 32 bits hold no larger device number (include/linux/kdev_t.h, new_decode_dev).
    private const uint LargestMajor = 0xFFF, LargestMinor = 0xFFFFF;

    /// <summary>Makes a directory; the umask applies.</summary>
    public static int MakeDirectory(SafeHandle directory, string name, int mode) => MakeDirectory(Descriptor(directory), name, mode);

    /// <summary>Makes a directory in the thread's working directory.</summary>
    public static int MakeDirectoryHere(string name, int mode) => MakeDirectory(OpenFlags.WorkingDirectory, name, mode);

    /// <summary>Makes a device node, a whiteout or a FIFO; the umask applies.</summary>
    public static int MakeNode(SafeHandle directory, string name, uint mode, uint major, uint minor)
    {
        if (major > LargestMajor || minor > LargestMinor) return -Errno.EINVAL;
        var device = (nint)((major << 8) | ((minor & 0xFFF00) << 12) | (minor & 0xFF));
        fixed (byte* text = RawName.Bytes(name))
            return (int)Syscall.Try(SyscallNumber.MknodAt, Descriptor(directory), (nint)text, (nint)mode, device);
    }

    /// <summary>Makes a symbolic link.</summary>
    public static int Symlink(SafeHandle directory, string name, string target)
    {
        fixed (byte* text = RawName.Bytes(name), to = RawName.Bytes(target))
            return (int)Syscall.Try(SyscallNumber.SymlinkAt, (nint)to, Descriptor(directory), (nint)text);
    }

    /// <summary>Gives a file a second name; a symlink gets it itself.</summary>
    public static int Link(SafeHandle fromDirectory, string fromName, SafeHandle directory, string name)
    {
        fixed (byte* text = RawName.Bytes(name), from = RawName.Bytes(fromName))
            return (int)Syscall.Try(SyscallNumber.LinkAt, Descriptor(fromDirectory), (nint)from, Descriptor(directory), (nint)text);
    }

    /// <summary>Removes a name, or an empty directory.</summary>
    public static int Unlink(SafeHandle directory, string name, bool isDirectory = false)
    {
        fixed (byte* text = RawName.Bytes(name))
            return (int)Syscall.Try(SyscallNumber.UnlinkAt, Descriptor(directory), (nint)text, isDirectory ? RemoveDirectory : 0);
    }

    /// <summary>Renames an entry, replacing what has the new name.</summary>
    public static int Rename(SafeHandle fromDirectory, string fromName, SafeHandle directory, string name) =>
        Move(Descriptor(fromDirectory), fromName, Descriptor(directory), name, 0);

    /// <summary>Renames between two paths, relative to the working directory.</summary>
    public static int Rename(string fromPath, string path) => Move(OpenFlags.WorkingDirectory, fromPath, OpenFlags.WorkingDirectory, path, 0);

    /// <summary>Renames within one directory, unless the name is taken: EEXIST.</summary>
    public static int RenameNew(SafeHandle directory, string fromName, string name)
    {
        const int noReplace = 1;
        return Move(Descriptor(directory), fromName, Descriptor(directory), name, noReplace);
    }

    private static int MakeDirectory(int directory, string name, int mode)
    {
        fixed (byte* text = RawName.Bytes(name)) return (int)Syscall.Try(SyscallNumber.MkdirAt, directory, (nint)text, mode);
    }

    private static int Move(int fromDirectory, string fromName, int directory, string name, int flags)
    {
        fixed (byte* from = RawName.Bytes(fromName), to = RawName.Bytes(name))
            return (int)Syscall.Try(SyscallNumber.RenameAt2, fromDirectory, (nint)from, directory, (nint)to, flags);
    }
}
