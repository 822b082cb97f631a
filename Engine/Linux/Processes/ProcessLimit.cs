using System.Globalization;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Processes;

/// <summary>Resource limits of processes (prlimit(2)).</summary>
public static unsafe class ProcessLimit
{
    private const int OpenFiles = 7;

    // CAP_SYS_RESOURCE.
    private const int SystemResource = 24;

    /// <summary>The most open files for this process; <see cref="long.MaxValue"/> without a limit.</summary>
    public static long HardOpenFiles { get; } = Hard(OpenFiles);

    /// <summary>
    /// The largest hard limit that this process can set; <see cref="long.MaxValue"/> when it can remove the limit. No process can have more
    /// open files than fs.nr_open (kernel/sys.c, do_prlimit), and without CAP_SYS_RESOURCE none can set more than its own limit.
    /// </summary>
    /// <param name="resource">RLIMIT_ number.</param>
    public static long Largest(int resource)
    {
        var own = MayRaise ? long.MaxValue : Hard(resource);
        return resource == OpenFiles ? long.Min(own, long.Parse(Files.RawFile.ReadText("/proc/sys/fs/nr_open").AsSpan().Trim(), CultureInfo.InvariantCulture)) : own;
    }

    /// <summary>The lowest OOM score adjustment that this process can set: without CAP_SYS_RESOURCE, none below its own (fs/proc/base.c,
    /// __set_oom_adj).</summary>
    public static int LeastOomScore() => MayRaise ? -1000 : int.Parse(Files.RawFile.ReadText("/proc/self/oom_score_adj").AsSpan().Trim(), CultureInfo.InvariantCulture);

    private static bool MayRaise => (Capabilities.Permitted() & (1UL << SystemResource)) != 0;

    /// <summary>Raises this process's soft and hard limit if they are lower; never lowers them.</summary>
    /// <param name="resource">RLIMIT_ number.</param>
    /// <param name="value">-1 means unlimited.</param>
    /// <exception cref="KernelException">The value is more than the host allows.</exception>
    public static void Raise(int resource, long value)
    {
        var limit = stackalloc ulong[2];
        Syscall.Check(Syscall.Try(SyscallNumber.PrLimit64, 0, resource, 0, (nint)limit), "prlimit");
        if (limit[0] >= (ulong)value)
            return;
        limit[0] = (ulong)value;
        limit[1] = ulong.Max(limit[1], (ulong)value);
        Syscall.Check(Syscall.Try(SyscallNumber.PrLimit64, 0, resource, (nint)limit), "raise", $"the ulimit {Name(resource)} to {value}, which is more than this host allows");
    }

    private static long Hard(int resource)
    {
        var limit = stackalloc ulong[2];
        Syscall.Check(Syscall.Try(SyscallNumber.PrLimit64, 0, resource, 0, (nint)limit), "prlimit");
        return limit[1] > long.MaxValue ? long.MaxValue : (long)limit[1];
    }

    private static string Name(int resource) => resource == OpenFiles ? "nofile" : $"number {resource}";
}
