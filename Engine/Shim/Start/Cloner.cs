using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Users;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Start;

/// <summary>Calls clone3 with new namespaces.</summary>
internal static unsafe class Cloner
{
    private const ulong PidFdFlag = 0x1000;
    private const int SigChld = 17;

    /// <summary>Returns in the parent only: the child's pid and pidfd.</summary>
    /// <param name="namespaces">CLONE_NEW flags.</param>
    /// <param name="program">The child's program.</param>
    /// <param name="report">The child's report.</param>
    /// <param name="owner">
    /// Host user that a new user namespace belongs to; null for root. The kernel charges what is used inside (inotify, pending signals, message queues, namespaces:
    /// user_namespaces(7), "ucounts") to the effective user of the clone as well, and root's budget is the host's.
    /// </param>
    public static (int Pid, int PidFd) Clone(int namespaces, ChildProgram program, ChildReport* report, long? owner)
    {
        var pidFd = -1;
        var arguments = stackalloc ulong[11];
        new Span<ulong>(arguments, 11).Clear();
        arguments[0] = PidFdFlag | (ulong)namespaces;
        arguments[1] = (ulong)&pidFd;
        arguments[4] = SigChld;

        var x64 = SyscallNumber.Execve == 59;
        var memory = ChildRunner.Prepare(program.Instructions, program.Slots, report, new ReaperNumbers
        {
            Clone = SyscallNumber.Clone,
            CloseRange = SyscallNumber.CloseRange,
            Prctl = SyscallNumber.Prctl,
            WaitId = SyscallNumber.WaitId,
            SignalMask = SyscallNumber.RtSigProcMask,
            Ioctl = SyscallNumber.Ioctl,
            Kill = x64 ? 62 : 129,
            SetProcessGroup = x64 ? 109 : 154,
            GetPid = x64 ? 39 : 172,
            SignalWait = x64 ? 128 : 137,
        });
        if (owner is { } uid)
            EffectiveUser.Become(uid);
        var result = ChildRunner.Clone(arguments, 88);
        if (result == 0)
            ChildRunner.Run(&memory);
        var errno = result < 0 ? *memory.Errno : 0;
        if (owner is not null)
            EffectiveUser.Return();
        if (result < 0)
            throw new KernelException("clone3", "", errno);
        return ((int)result, pidFd);
    }
}
