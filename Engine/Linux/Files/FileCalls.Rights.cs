using System.Runtime.InteropServices;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Owners, modes and times. None of them follows a symlink.</summary>
public static unsafe partial class FileCalls
{
    /// <summary>Changes the owner and group of an entry; the kernel then clears set-uid, set-gid and capabilities.</summary>
    public static int ChangeOwner(SafeHandle directory, string name, uint uid, uint gid)
    {
        fixed (byte* text = RawName.Bytes(name))
            return (int)Syscall.Try(SyscallNumber.FchownAt, Descriptor(directory), (nint)text, (nint)uid, (nint)gid, OpenFlags.SymlinkNoFollow);
    }

    /// <summary>Changes the owner and group of an open file.</summary>
    public static int ChangeOwner(SafeHandle file, uint uid, uint gid) =>
        (int)Syscall.Try(SyscallNumber.Fchown, Descriptor(file), (nint)uid, (nint)gid);

    /// <summary>Changes the entry itself: fchmodat(2) follows a symlink, to the host's root, that a container has put there meanwhile. The
    /// entry pinned by the descriptor cannot be exchanged; a symlink has no mode to change.</summary>
    public static int ChangeMode(SafeHandle directory, string name, uint mode)
    {
        var descriptor = OpenAt(directory, name, OpenFlags.Path | OpenFlags.NoFollow);
        if (descriptor < 0) return descriptor;
        using var entry = Handle(descriptor);
        if (Status(entry, "", out var status) is < 0 and var result) return result;
        if (status.Type == FileType.Symlink) return -Errno.ELOOP;
        fixed (byte* text = RawName.Bytes($"/proc/self/fd/{descriptor}"))
            return (int)Syscall.Try(SyscallNumber.FchmodAt, OpenFlags.WorkingDirectory, (nint)text, (nint)mode);
    }

    /// <summary>Changes the mode of an open file.</summary>
    public static int ChangeMode(SafeHandle file, uint mode) => (int)Syscall.Try(SyscallNumber.Fchmod, Descriptor(file), (nint)mode);

    /// <summary>Sets the times of the last access and the last change.</summary>
    public static int SetTime(SafeHandle directory, string name, Timestamp time)
    {
        var times = stackalloc Timestamp[2] { time, time };
        fixed (byte* text = RawName.Bytes(name))
            return (int)Syscall.Try(SyscallNumber.UtimensAt, Descriptor(directory), (nint)text, (nint)times, OpenFlags.SymlinkNoFollow);
    }
}
