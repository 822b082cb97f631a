using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.Files;

/// <summary>struct timespec.</summary>
/// <param name="Seconds">Since 1970; negative before.</param>
/// <param name="Nanoseconds">0 to 999,999,999, counted forward.</param>
public readonly record struct Timestamp(long Seconds, long Nanoseconds);

/// <summary>The types of files: the bits of a mode (inode(7)).</summary>
public static class FileType
{
    /// <summary>S_IFMT.</summary>
    public const uint Mask = 0xF000;

    public const uint Fifo = 0x1000;
    public const uint Character = 0x2000;
    public const uint Directory = 0x4000;
    public const uint Block = 0x6000;
    public const uint Regular = 0x8000;
    public const uint Symlink = 0xA000;
}

/// <summary>The necessary part of struct statx.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public struct FileStatus
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

    /// <summary>One of <see cref="FileType"/>.</summary>
    public readonly uint Type => Mode & FileType.Mask;

    public readonly bool IsDirectory => Type == FileType.Directory;

    /// <summary>Whether it is an overlay whiteout: a character device 0:0.</summary>
    public readonly bool IsWhiteout => Type == FileType.Character && DeviceMajor == 0 && DeviceMinor == 0;

    public readonly Timestamp Modified => new(ModifiedSeconds, ModifiedNanoseconds);
}
