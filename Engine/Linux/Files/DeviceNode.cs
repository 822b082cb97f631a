using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>A device node of the host.</summary>
/// <param name="IsBlock">Whether it is a block device; otherwise a character device.</param>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
public sealed record DeviceNode(bool IsBlock, int Major, int Minor, int Mode, uint Uid, uint Gid)
{
    /// <summary>Reads the node at a path, following symbolic links; null when there is none, or something else is there.</summary>
    public static unsafe DeviceNode? Read(string path)
    {
        // struct statx (statx(2)): uid at 20, gid at 24, mode at 28, rdev_major at 128, rdev_minor at 132.
        const int basicStats = 0x7FF;
        const int typeMask = 0xF000;
        const int character = 0x2000;
        const int block = 0x6000;
        var buffer = stackalloc byte[256];
        fixed (byte* text = Syscall.Text(path))
        {
            if (Syscall.Try(SyscallNumber.Statx, OpenFlags.WorkingDirectory, (nint)text, 0, basicStats, (nint)buffer) < 0)
                return null;
        }

        int mode = *(ushort*)(buffer + 28);
        return (mode & typeMask) is character or block
            ? new DeviceNode((mode & typeMask) == block, *(int*)(buffer + 128), *(int*)(buffer + 132), mode & 0xFFF, *(uint*)(buffer + 20), *(uint*)(buffer + 24))
            : null;
    }
}
