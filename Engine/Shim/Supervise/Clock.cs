using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Shim.Supervise;

internal static class Clock
{
    /// <summary>Wall clock since 1970 in nanoseconds; the runtime's own clock has a resolution of 100.</summary>
    public static unsafe long UnixNanoseconds()
    {
        const int realTime = 0;
        var now = stackalloc long[2];
        Syscall.Check(Syscall.Try(SyscallNumber.ClockGetTime, realTime, (nint)now), "clock_gettime");
        return (now[0] * 1_000_000_000) + now[1];
    }
}
