using System.Runtime.InteropServices;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Copies files without copying their data, where the file system shares blocks (ioctl_ficlone(2): XFS, btrfs, bcachefs).</summary>
public static class FileClone
{
    // _IOW(0x94, 9, int)
    private const int Clone = 0x40049409;

    /// <summary>Gives an empty file the whole content of another one, as it is at this moment; false where that is not possible.</summary>
    /// <exception cref="KernelException">The disk is full or failed.</exception>
    public static bool Try(SafeHandle from, SafeHandle to)
    {
        var result = Syscall.Try(SyscallNumber.Ioctl, FileCalls.Descriptor(to), Clone, FileCalls.Descriptor(from));
        if (result is -Errno.ENOSPC or -Errno.EDQUOT or -Errno.EIO) Syscall.Check(result, "clone a file");
        return result == 0;
    }
}
