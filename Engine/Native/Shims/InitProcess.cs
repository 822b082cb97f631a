using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;

namespace Panel.Engine.Native.Shims;

/// <summary>Signals to a container's init, never to another process that has its pid now.</summary>
internal static class InitProcess
{
    /// <summary>False when that process is gone. The descriptor pins the process first; only then is its start time compared.</summary>
    public static bool Signal(int pid, long startTimeTicks, int signal)
    {
        if (pid <= 0) return false;
        var descriptor = PidFd.TryOpen(pid);
        if (descriptor < 0) return false;
        try
        {
            return PidFd.StartTimeTicks(pid) == startTimeTicks && PidFd.Signal(descriptor, signal);
        }
        finally
        {
            RawFile.Close(descriptor);
        }
    }

    /// <summary>True as soon as its last thread ends, before anybody has recorded it; <see cref="Lives"/> waits until its parent reaps
    /// it.</summary>
    public static bool HasEnded(int pid, long startTimeTicks)
    {
        if (pid <= 0) return false;
        var descriptor = PidFd.TryOpen(pid);
        if (descriptor < 0) return descriptor == -Errno.ESRCH;
        try
        {
            return PidFd.StartTimeTicks(pid) != startTimeTicks || PidFd.HasEnded(descriptor);
        }
        finally
        {
            RawFile.Close(descriptor);
        }
    }

    /// <summary>The start of a process, from its start time in ticks of 10 ms (USER_HZ, 100 on every present architecture) since boot.</summary>
    public static DateTimeOffset StartedAt(long startTimeTicks, TimeProvider time)
    {
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        return time.GetUtcNow() - TimeSpan.FromSeconds(Math.Max(0, uptime - (startTimeTicks / 100.0)));
    }

    public static bool Lives(int pid, long startTimeTicks) => pid > 0 && PidFd.StartTimeTicks(pid) == startTimeTicks;
}
