using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Processes;

/// <summary>Processes by descriptor, so that a reused pid is never hit.</summary>
public static class PidFd
{
    private const int WaitByPidFd = 3;
    private const int Exited = 4;

    /// <summary>A descriptor that becomes readable when the process ends, or -errno (ESRCH: it is gone).</summary>
    public static int TryOpen(int pid) => (int)Syscall.Try(SyscallNumber.PidFdOpen, pid);

    /// <summary>False when the process is gone.</summary>
    public static bool Signal(int pidFd, int signal)
    {
        var result = Syscall.Try(SyscallNumber.PidFdSendSignal, pidFd, signal);
        if (result == -Errno.ESRCH)
            return false;
        Syscall.Check(result, "pidfd_send_signal", $"signal {signal}");
        return true;
    }

    /// <summary>A copy of the other process's descriptor.</summary>
    public static int GetDescriptor(int pidFd, int descriptor) =>
        (int)Syscall.Check(Syscall.Try(SyscallNumber.PidFdGetFd, pidFd, descriptor), "pidfd_getfd");

    /// <summary>Waits for a child and reaps it: its exit code, or 128 + signal.</summary>
    public static unsafe int Wait(int pidFd)
    {
        var info = stackalloc int[32];
        Syscall.Check(Syscall.Try(SyscallNumber.WaitId, WaitByPidFd, pidFd, (nint)info, Exited), "waitid");
        const int CldExited = 1;
        // siginfo_t: si_code is the third int, si_status the seventh on 64-bit (after pid and uid).
        return info[2] == CldExited ? info[6] : 128 + info[6];
    }

    /// <summary>Whether every thread of the process has ended, reaped or not (pidfd_open(2): the descriptor is then readable).</summary>
    public static bool HasEnded(int pidFd) => Readiness.Has(pidFd, Readiness.Readable);

    /// <summary>Field 22 of /proc/pid/stat: the start in clock ticks after boot; together with the boot id, it identifies a process for
    /// ever. Null when the process is gone.</summary>
    public static long? StartTimeTicks(int pid)
    {
        var path = $"/proc/{pid}/stat";
        var descriptor = OpenAt2.Try(OpenFlags.WorkingDirectory, path, OpenFlags.ReadOnly, 0, ResolveFlags.None);
        if (descriptor < 0)
            return null;
        string text;
        try
        {
            text = System.Text.Encoding.UTF8.GetString(RawFile.ReadAndClose(descriptor, path));
        }
        catch (KernelException exception) when (exception.Errno == Errno.ESRCH)
        {
            return null; // It was reaped between the open and the read.
        }

        // The command's name may contain spaces and parentheses; the last ) ends it. Field 3 follows.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[19], System.Globalization.CultureInfo.InvariantCulture);
    }
}
