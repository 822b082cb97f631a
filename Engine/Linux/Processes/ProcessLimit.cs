using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Processes;

/// <summary>Resource limits of processes (prlimit(2)).</summary>
public static unsafe class ProcessLimit
{
    private const int OpenFiles = 7;

    /// <summary>How many files this process could at most open; <see cref="long.MaxValue"/> without a limit.</summary>
    public static long HardOpenFiles { get; } = Hard(OpenFiles);

    /// <summary>Sets a limit of another process.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="resource">RLIMIT_ number.</param>
    /// <param name="soft">-1 is unlimited.</param>
    /// <param name="hard">-1 is unlimited.</param>
    /// <exception cref="KernelException">More than the host allows.</exception>
    public static void Set(int pid, int resource, long soft, long hard)
    {
        var limit = stackalloc ulong[2] { (ulong)soft, (ulong)hard };
        Syscall.Check(Syscall.Try(SyscallNumber.PrLimit64, pid, resource, (nint)limit), "raise", $"the ulimit {Name(resource)} to {soft}:{hard}, which is more than this host allows");
    }

    private static long Hard(int resource)
    {
        var limit = stackalloc ulong[2];
        Syscall.Check(Syscall.Try(SyscallNumber.PrLimit64, 0, resource, 0, (nint)limit), "prlimit");
        return limit[1] > long.MaxValue ? long.MaxValue : (long)limit[1];
    }

    private static string Name(int resource) => resource == OpenFiles ? "nofile" : $"number {resource}";
}
