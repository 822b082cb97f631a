using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Panel.Engine.Native.Images.Layers;

/// <summary>File calls relative to a directory descriptor, with names as their bytes: a string here has one byte per character (Latin-1),
/// because names in Linux need not be UTF-8. Results are 0 or more, or -errno.</summary>
internal static unsafe partial class FileCalls
{
    public const int ENOENT = 2, EEXIST = 17, ENOTDIR = 20, ENOTEMPTY = 39, ELOOP = 40, EAGAIN = 11, EINTR = 4, EPERM = 1, ENOSPC = 28, EDQUOT = 122, EIO = 5,
        EROFS = 30, EMFILE = 24, ENFILE = 23, ENOMEM = 12, EOPNOTSUPP = 95, EBUSY = 16, ENAMETOOLONG = 36;

    public const int ReadOnly = 0, WriteOnly = 1, Create = 0x40, Exclusive = 0x80, NoTerminal = 0x100, NonBlocking = 0x800, CloseOnExec = 0x80000, PathOnly = 0x200000;
    public static readonly int Directory = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;
    public static readonly int NoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    public const int WorkingDirectory = -100, RemoveDirectory = 0x200;
    public const uint TypeMask = 0xF000, TypeDirectory = 0x4000, TypeCharacter = 0x2000, TypeBlock = 0x6000, TypeFifo = 0x1000, TypeRegular = 0x8000, TypeSymlink = 0xA000;

    private const int SymlinkNoFollow = 0x100;
    private const int MostAttributeBytes = 65536; // XATTR_SIZE_MAX and XATTR_LIST_MAX
    private const uint WithMountId = 0x1000; // STATX_MNT_ID, Linux 5.8; an older kernel leaves it 0
    private const ulong InRoot = 0x10, NoMagicLinks = 0x02;
    private const int OpenAt2Number = 437;

    /// <summary>Opens a path with the directory as the root of the walk: absolute paths, .. and symlinks stay below it.</summary>
    public static int OpenInRoot(SafeHandle root, string path, int flags, int mode = 0)
    {
        var how = new OpenHow { Flags = (ulong)(uint)(flags | CloseOnExec), Mode = (uint)mode, Resolve = InRoot | NoMagicLinks };
        fixed (byte* name = Bytes(path))
        {
            int result;
            var attempts = 0;
            // EAGAIN: a rename anywhere on the machine during the walk; openat2(2) says to try again.
            do result = Result((int)syscall(OpenAt2Number, Descriptor(root), (nint)name, (nint)(&how), sizeof(OpenHow)));
            while (result is -EINTR or -EAGAIN && ++attempts < 1000);
            return result;
        }
    }

    public static int OpenAt(SafeHandle directory, string name, int flags, int mode = 0) => OpenAt(Descriptor(directory), name, flags, mode);

    public static int OpenAt(int directory, string name, int flags, int mode = 0)
    {
        fixed (byte* text = Bytes(name))
            return Result(openat(directory, text, flags | CloseOnExec, mode));
    }

    public static int MakeDirectory(SafeHandle directory, string name, int mode)
    {
        fixed (byte* text = Bytes(name)) return Result(mkdirat(Descriptor(directory), text, (uint)mode));
    }

    /// <summary>In the thread's working directory.</summary>
    public static int MakeDirectoryHere(string name, int mode)
    {
        fixed (byte* text = Bytes(name)) return Result(mkdirat(WorkingDirectory, text, (uint)mode));
    }

    public static int MakeNode(SafeHandle directory, string name, uint mode, uint major, uint minor)
    {
        // Linux's encoding of a device number in 64 bits (gnu_dev_makedev).
        var device = ((ulong)(major & 0xFFFFF000) << 32) | ((ulong)(major & 0xFFF) << 8) | ((ulong)(minor & 0xFFFFFF00) << 12) | (minor & 0xFF);
        fixed (byte* text = Bytes(name)) return Result(mknodat(Descriptor(directory), text, mode, device));
    }

    public static int Symlink(SafeHandle directory, string name, string target)
    {
        fixed (byte* text = Bytes(name), to = Bytes(target)) return Result(symlinkat(to, Descriptor(directory), text));
    }

    public static int Link(SafeHandle fromDirectory, string fromName, SafeHandle directory, string name)
    {
        fixed (byte* text = Bytes(name), from = Bytes(fromName))
            return Result(linkat(Descriptor(fromDirectory), from, Descriptor(directory), text, 0));
    }

    public static int Unlink(SafeHandle directory, string name, bool isDirectory = false)
    {
        fixed (byte* text = Bytes(name)) return Result(unlinkat(Descriptor(directory), text, isDirectory ? RemoveDirectory : 0));
    }

    public static int ChangeOwner(SafeHandle directory, string name, uint uid, uint gid)
    {
        fixed (byte* text = Bytes(name)) return Result(fchownat(Descriptor(directory), text, uid, gid, SymlinkNoFollow));
    }

    /// <summary>Changes the entry itself: fchmodat(2) follows a symlink, to the host's root, that a container has put there meanwhile. The
    /// entry pinned by the descriptor cannot be exchanged; a symlink has no mode to change.</summary>
    public static int ChangeMode(SafeHandle directory, string name, uint mode)
    {
        var descriptor = OpenAt(directory, name, PathOnly | NoFollow);
        if (descriptor < 0) return descriptor;
        using var entry = Handle(descriptor);
        if (Status(entry, "", out var status) is < 0 and var result) return result;
        if (status.Type == TypeSymlink) return -ELOOP;
        fixed (byte* text = Bytes($"/proc/self/fd/{descriptor}")) return Result(fchmodat(WorkingDirectory, text, mode, 0));
    }

    public static int ChangeMode(SafeHandle file, uint mode) => Result(fchmod(Descriptor(file), mode));

    public static int ChangeOwner(SafeHandle file, uint uid, uint gid) => Result(fchown(Descriptor(file), uid, gid));

    public static int SetAttribute(SafeHandle file, string attribute, ReadOnlySpan<byte> value)
    {
        fixed (byte* text = Bytes(attribute), data = value) return Result(fsetxattr(Descriptor(file), text, data, (nuint)value.Length, 0));
    }

    /// <summary>Flushes a file or directory to the disk.</summary>
    public static int Sync(SafeHandle file) => Result(fsync(Descriptor(file)));

    public static int SetTime(SafeHandle directory, string name, Timestamp time)
    {
        var times = stackalloc Timestamp[2] { time, time };
        fixed (byte* text = Bytes(name)) return Result(utimensat(Descriptor(directory), text, times, SymlinkNoFollow));
    }

    public static int SetAttribute(SafeHandle directory, string name, string attribute, ReadOnlySpan<byte> value)
    {
        fixed (byte* path = Bytes($"/proc/self/fd/{Descriptor(directory)}/{name}"), text = Bytes(attribute), data = value)
            return Result(lsetxattr(path, text, data, (nuint)value.Length, 0));
    }

    /// <summary>The value, or null when there is none or it cannot be read.</summary>
    public static byte[]? GetAttribute(SafeHandle directory, string name, string attribute)
    {
        fixed (byte* path = Bytes($"/proc/self/fd/{Descriptor(directory)}/{name}"), text = Bytes(attribute))
        {
            if (lgetxattr(path, text, null, 0) < 0) return null;
            var buffer = new byte[MostAttributeBytes];
            fixed (byte* data = buffer)
            {
                var length = lgetxattr(path, text, data, (nuint)buffer.Length);
                return length < 0 ? null : buffer[..(int)length];
            }
        }
    }

    /// <summary>Names of the attributes; empty when there are none or they cannot be read.</summary>
    public static string[] ListAttributes(SafeHandle directory, string name)
    {
        fixed (byte* path = Bytes($"/proc/self/fd/{Descriptor(directory)}/{name}"))
        {
            // Most files have none.
            if (llistxattr(path, null, 0) <= 0) return [];
            var buffer = new byte[MostAttributeBytes];
            fixed (byte* data = buffer)
            {
                var length = llistxattr(path, data, (nuint)buffer.Length);
                return length <= 0 ? [] : Encoding.Latin1.GetString(buffer, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    public static int Status(SafeHandle directory, string name, out FileStatus status)
    {
        fixed (byte* text = Bytes(name))
        fixed (FileStatus* data = &status)
            return Result(statx(Descriptor(directory), text, SymlinkNoFollow | (name.Length == 0 ? 0x1000 : 0), 0x7FF | WithMountId, data));
    }

    /// <summary>The status of a host path in .NET's form.</summary>
    public static int StatusAt(string path, out FileStatus status)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
        fixed (FileStatus* data = &status)
            return Result(statx(WorkingDirectory, text, SymlinkNoFollow, 0x7FF, data));
    }

    public static string? ReadLink(SafeHandle directory, string name)
    {
        var buffer = new byte[4096];
        fixed (byte* text = Bytes(name), data = buffer)
        {
            var length = readlinkat(Descriptor(directory), text, data, (nuint)buffer.Length);
            return length < 0 ? null : Encoding.Latin1.GetString(buffer, 0, (int)length);
        }
    }

    /// <summary>Flushes the descriptor's whole file system to the disk.</summary>
    public static int SyncFileSystem(SafeHandle descriptor) => Result(syncfs(Descriptor(descriptor)));

    /// <summary>Reads names from an open directory into the buffer as struct linux_dirent64; 0 at its end.</summary>
    public static int ReadDirectory(SafeHandle directory, byte[] buffer)
    {
        fixed (byte* data = buffer) return Result((int)getdents64(Descriptor(directory), data, (nuint)buffer.Length));
    }

    public static int Rename(SafeHandle fromDirectory, string fromName, SafeHandle directory, string name)
    {
        fixed (byte* from = Bytes(fromName), to = Bytes(name))
            return Result(renameat(Descriptor(fromDirectory), from, Descriptor(directory), to));
    }

    /// <summary>Renames between two paths, relative to the working directory.</summary>
    public static int Rename(string fromPath, string path)
    {
        fixed (byte* from = Bytes(fromPath), to = Bytes(path)) return Result(renameat(WorkingDirectory, from, WorkingDirectory, to));
    }

    /// <summary>Renames within one directory, unless the name is taken: EEXIST.</summary>
    public static int RenameNew(SafeHandle directory, string fromName, string name)
    {
        const uint noReplace = 1;
        fixed (byte* from = Bytes(fromName), to = Bytes(name))
            return Result(renameat2(Descriptor(directory), from, Descriptor(directory), to, noReplace));
    }

    /// <summary>Rewinds a directory to its beginning.</summary>
    public static void Rewind(SafeHandle directory) => _ = lseek(Descriptor(directory), 0, 0);

    public static int Truncate(SafeHandle file, long length) => Result(ftruncate(Descriptor(file), length));

    public static int WriteAt(SafeHandle file, ReadOnlySpan<byte> data, long offset)
    {
        fixed (byte* bytes = data) return Result((int)pwrite(Descriptor(file), bytes, (nuint)data.Length, offset));
    }

    /// <summary>Returns the result; throws for an error, naming the entry.</summary>
    public static int Check(int result, string operation, LayerEntry entry) => result >= 0 ? result : throw LayerFault.Kernel(operation, entry, result);

    public static int Descriptor(SafeHandle handle) => (int)handle.DangerousGetHandle();

    public static SafeFileHandle Handle(int descriptor) => new(descriptor, ownsHandle: true);

    private static int Result(int result) => result < 0 ? -Marshal.GetLastPInvokeError() : result;

    private static byte[] Bytes(string name)
    {
        var bytes = new byte[name.Length + 1];
        Encoding.Latin1.GetBytes(name, bytes);
        return bytes;
    }

    private struct OpenHow
    {
        public ulong Flags, Mode, Resolve;
    }

    [LibraryImport("libc", SetLastError = true)] private static partial nint syscall(nint number, nint a, nint b, nint c, nint d);
    [LibraryImport("libc", SetLastError = true)] private static partial int openat(int directory, byte* path, int flags, int mode);
    [LibraryImport("libc", SetLastError = true)] private static partial int mkdirat(int directory, byte* path, uint mode);
    [LibraryImport("libc", SetLastError = true)] private static partial int mknodat(int directory, byte* path, uint mode, ulong device);
    [LibraryImport("libc", SetLastError = true)] private static partial int symlinkat(byte* target, int directory, byte* path);
    [LibraryImport("libc", SetLastError = true)] private static partial int linkat(int from, byte* fromPath, int directory, byte* path, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial int unlinkat(int directory, byte* path, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial int fchownat(int directory, byte* path, uint uid, uint gid, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial int fchmodat(int directory, byte* path, uint mode, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial int fchmod(int descriptor, uint mode);
    [LibraryImport("libc", SetLastError = true)] private static partial int fchown(int descriptor, uint uid, uint gid);
    [LibraryImport("libc", SetLastError = true)] private static partial int fsetxattr(int descriptor, byte* name, byte* value, nuint size, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial int fsync(int descriptor);
    [LibraryImport("libc", SetLastError = true)] private static partial int renameat2(int from, byte* fromPath, int directory, byte* path, uint flags);
    [LibraryImport("libc", SetLastError = true)] private static partial int utimensat(int directory, byte* path, Timestamp* times, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial int lsetxattr(byte* path, byte* name, byte* value, nuint size, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial nint lgetxattr(byte* path, byte* name, byte* value, nuint size);
    [LibraryImport("libc", SetLastError = true)] private static partial nint llistxattr(byte* path, byte* names, nuint size);
    [LibraryImport("libc", SetLastError = true)] private static partial int statx(int directory, byte* path, int flags, uint mask, FileStatus* status);
    [LibraryImport("libc", SetLastError = true)] private static partial nint readlinkat(int directory, byte* path, byte* buffer, nuint size);
    [LibraryImport("libc", SetLastError = true)] private static partial int renameat(int from, byte* fromPath, int directory, byte* path);
    [LibraryImport("libc", SetLastError = true)] private static partial long lseek(int descriptor, long offset, int from);
    [LibraryImport("libc", SetLastError = true)] private static partial int ftruncate(int descriptor, long length);
    [LibraryImport("libc", SetLastError = true)] private static partial nint pwrite(int descriptor, byte* data, nuint size, long offset);
    [LibraryImport("libc", SetLastError = true)] private static partial int syncfs(int descriptor);
    [LibraryImport("libc", SetLastError = true)] private static partial nint getdents64(int descriptor, byte* buffer, nuint size);
}

/// <summary>struct timespec.</summary>
internal readonly record struct Timestamp(long Seconds, long Nanoseconds);

/// <summary>The necessary part of struct statx.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    [FieldOffset(16)] public uint Links;
    [FieldOffset(20)] public uint Uid;
    [FieldOffset(24)] public uint Gid;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(48)] public ulong Blocks;
    [FieldOffset(96)] public long ChangedSeconds;
    [FieldOffset(104)] public uint ChangedNanoseconds;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;
    [FieldOffset(128)] public uint DeviceMajor;
    [FieldOffset(132)] public uint DeviceMinor;
    [FieldOffset(136)] public uint FileSystemMajor;
    [FieldOffset(140)] public uint FileSystemMinor;
    [FieldOffset(144)] public ulong MountId;

    public readonly uint Type => Mode & FileCalls.TypeMask;
    public readonly bool IsDirectory => Type == FileCalls.TypeDirectory;

    /// <summary>Whether it is an overlay whiteout: a character device 0:0.</summary>
    public readonly bool IsWhiteout => Type == FileCalls.TypeCharacter && DeviceMajor == 0 && DeviceMinor == 0;

    public readonly Timestamp Modified => new(ModifiedSeconds, ModifiedNanoseconds);
}
