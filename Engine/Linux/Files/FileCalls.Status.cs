using System.Runtime.InteropServices;
using System.Text;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Reads the status of entries, links and directories.</summary>
public static unsafe partial class FileCalls
{
    private const int LongestLink = 4096; // PATH_MAX
    private const int BasicStatus = 0x7FF; // STATX_BASIC_STATS
    private const int WithMountId = 0x1000; // STATX_MNT_ID, Linux 5.8; an older kernel leaves it 0

    /// <summary>The status of an entry, or, with an empty name, of the open file itself; of a symlink its own.</summary>
    public static int Status(SafeHandle directory, string name, out FileStatus status) => Status(
        Descriptor(directory), RawName.Bytes(name), OpenFlags.SymlinkNoFollow | (name.Length == 0 ? OpenFlags.EmptyPath : 0), BasicStatus | WithMountId, out status);

    /// <summary>The status of a host path in .NET's form.</summary>
    public static int StatusAt(string path, out FileStatus status) =>
        Status(OpenFlags.WorkingDirectory, Syscall.Text(path), OpenFlags.SymlinkNoFollow, BasicStatus, out status);

    /// <summary>The target of a symlink; null when there is none.</summary>
    public static string? ReadLink(SafeHandle directory, string name)
    {
        var buffer = new byte[LongestLink];
        fixed (byte* text = RawName.Bytes(name), data = buffer)
        {
            var length = (int)Syscall.Try(SyscallNumber.ReadLinkAt, Descriptor(directory), (nint)text, (nint)data, buffer.Length);
            return length < 0 ? null : Encoding.Latin1.GetString(buffer, 0, length);
        }
    }

    /// <summary>Reads names from an open directory into the buffer as struct linux_dirent64; 0 at its end.</summary>
    public static int ReadDirectory(SafeHandle directory, byte[] buffer)
    {
        fixed (byte* data = buffer) return (int)Syscall.Try(SyscallNumber.GetDents64, Descriptor(directory), (nint)data, buffer.Length);
    }

    /// <summary>Rewinds a directory to its beginning.</summary>
    public static void Rewind(SafeHandle directory) => _ = Syscall.Try(SyscallNumber.Lseek, Descriptor(directory));

    private static int Status(int directory, byte[] name, int flags, int mask, out FileStatus status)
    {
        fixed (byte* text = name)
        fixed (FileStatus* data = &status)
            return (int)Syscall.Try(SyscallNumber.Statx, directory, (nint)text, flags, mask, (nint)data);
    }
}
