using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>
/// Projects of a file system and their limits (quotactl(2); include/uapi/linux/quota.h and fs.h). What is made in a directory of a project belongs to the
/// project. Every method takes an open directory or file of the file system.
/// </summary>
public static unsafe class ProjectQuota
{
    // QCMD(command, PRJQUOTA) of Q_SETQUOTA, Q_GETNEXTQUOTA and Q_XGETQSTAT, the last of which every file system with quotas answers.
    private const uint SetLimits = (0x800008u << 8) | ProjectType;
    private const uint GetNext = (0x800009u << 8) | ProjectType;
    private const uint GetState = (0x5805u << 8) | ProjectType;
    private const uint ProjectType = 2;

    // FS_IOC_FSGETXATTR and FS_IOC_FSSETXATTR of struct fsxattr: 28 bytes, the flags first, the project fourth.
    private const uint GetAttributes = 0x801C581F;
    private const uint SetAttributes = 0x401C5820;
    private const int AttributeWords = 7;
    private const int ProjectWord = 3;
    private const uint Inherit = 0x200;

    // struct if_dqblk: the hard and the soft limit in KiB, six more, then which of them count and, in the answer, whose they are.
    private const int LimitWords = 9;
    private const int CountsWord = 8;
    private const ulong BlockLimits = 1;
    private const int UnitBytes = 1024;

    // struct fs_quota_stat: FS_QUOTA_PDQ_ENFD of the 16 bits after the version.
    private const uint Enforced = 1 << 5;

    /// <summary>Whether the file system holds projects to their limits.</summary>
    public static bool IsEnforced(int descriptor)
    {
        var state = stackalloc uint[32];
        return Quota(descriptor, GetState, 0, state) >= 0 && ((state[0] >> 16) & Enforced) != 0;
    }

    /// <summary>The project; 0 for none, and where the file system has none.</summary>
    public static uint Of(int descriptor)
    {
        var attributes = stackalloc uint[AttributeWords];
        return Attributes(descriptor, GetAttributes, attributes) < 0 ? 0 : attributes[ProjectWord];
    }

    /// <summary>Gives a directory, with what is made in it from now on, or a file to a project.</summary>
    /// <param name="descriptor">The directory or file.</param>
    /// <param name="isDirectory">Only directories hand their project on.</param>
    /// <param name="project">Its number.</param>
    /// <param name="path">For the error.</param>
    public static void Join(int descriptor, bool isDirectory, uint project, string path)
    {
        var attributes = stackalloc uint[AttributeWords];
        Syscall.Check(Attributes(descriptor, GetAttributes, attributes), "read the project", path);
        if (isDirectory)
            attributes[0] |= Inherit;
        attributes[ProjectWord] = project;
        Syscall.Check(Attributes(descriptor, SetAttributes, attributes), "set the project", path);
    }

    /// <summary>Whether files or limits of the project are known to the file system.</summary>
    public static bool IsUsed(int descriptor, uint project, string path)
    {
        var next = stackalloc ulong[LimitWords];
        var result = Quota(descriptor, GetNext, project, next);
        if (result is -Errno.ENOENT or -Errno.ESRCH)
            return false;
        Syscall.Check(result, "look for a free project", path);
        return (uint)(next[CountsWord] >> 32) == project;
    }

    /// <summary>Sets the most that the files of a project may take on the disk; 0 lifts the limit.</summary>
    /// <param name="descriptor">Of the file system.</param>
    /// <param name="project">Its number.</param>
    /// <param name="bytes">Rounded up to KiB.</param>
    /// <param name="path">For the error.</param>
    public static void Limit(int descriptor, uint project, long bytes, string path)
    {
        var limits = stackalloc ulong[LimitWords];
        new Span<ulong>(limits, LimitWords).Clear();
        limits[0] = (ulong)(bytes / UnitBytes) + (bytes % UnitBytes > 0 ? 1UL : 0);
        limits[CountsWord] = BlockLimits;
        Syscall.Check(Quota(descriptor, SetLimits, project, limits), "limit the project", path);
    }

    private static nint Attributes(int descriptor, uint command, uint* attributes) =>
        Syscall.Try(SyscallNumber.Ioctl, descriptor, (nint)command, (nint)attributes);

    private static nint Quota(int descriptor, uint command, uint project, void* data) =>
        Syscall.Try(SyscallNumber.QuotaCtlFd, descriptor, (nint)command, (nint)project, (nint)data);
}
