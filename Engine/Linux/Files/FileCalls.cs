using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>File calls relative to a directory descriptor, with names as <see cref="RawName"/> has them. Results are 0 or more, or -errno.</summary>
public static unsafe partial class FileCalls
{
    /// <summary>Opens a path with the directory as the root of the walk: absolute paths, .. and symlinks stay below it.</summary>
    public static int OpenInRoot(SafeHandle root, string path, int flags, int mode = 0) =>
        OpenAt2.Try(Descriptor(root), RawName.Bytes(path), flags, mode, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks);

    /// <summary>Opens a name, following a final symlink unless the flags forbid it; closed on exec.</summary>
    public static int OpenAt(SafeHandle directory, string name, int flags, int mode = 0) => OpenAt(Descriptor(directory), name, flags, mode);

    /// <inheritdoc cref="OpenAt(SafeHandle, string, int, int)"/>
    public static int OpenAt(int directory, string name, int flags, int mode = 0)
    {
        fixed (byte* text = RawName.Bytes(name))
            return (int)Syscall.Try(SyscallNumber.OpenAt, directory, (nint)text, flags | OpenFlags.CloseOnExec, mode);
    }

    /// <summary>Flushes a file or directory to the disk.</summary>
    public static int Sync(SafeHandle file) => (int)Syscall.Try(SyscallNumber.Fsync, Descriptor(file));

    /// <summary>Flushes the descriptor's whole file system to the disk.</summary>
    public static int SyncFileSystem(SafeHandle descriptor) => (int)Syscall.Try(SyscallNumber.SyncFs, Descriptor(descriptor));

    /// <summary>Cuts or extends a file to the length; what is new is a hole.</summary>
    public static int Truncate(SafeHandle file, long length) => (int)Syscall.Try(SyscallNumber.Ftruncate, Descriptor(file), (nint)length);

    /// <summary>Writes at the offset; the number of bytes written, which may be fewer.</summary>
    public static int WriteAt(SafeHandle file, ReadOnlySpan<byte> data, long offset)
    {
        fixed (byte* bytes = data) return (int)Syscall.Try(SyscallNumber.PwriteAt, Descriptor(file), (nint)bytes, data.Length, (nint)offset);
    }

    /// <summary>The number of an open descriptor.</summary>
    public static int Descriptor(SafeHandle handle) => (int)handle.DangerousGetHandle();

    /// <summary>Owns a descriptor from here on.</summary>
    public static SafeFileHandle Handle(int descriptor) => new(descriptor, ownsHandle: true);
}
