using Panel.Engine.Linux.Kernel;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Start;

/// <summary>clone3 into new namespaces.</summary>
internal static unsafe class Cloner
{
    private const ulong PidFdFlag = 0x1000;
    private const int SigChld = 17;

    /// <summary>Returns in the parent only: the child's pid and pidfd.</summary>
    /// <param name="namespaces">CLONE_NEW flags.</param>
    /// <param name="program">What the child does.</param>
    /// <param name="report">Where it tells how it went.</param>
    public static (int Pid, int PidFd) Clone(int namespaces, ChildProgram program, ChildReport* report)
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
            Kill = x64 ? 62 : 129,
            SignalWait = x64 ? 128 : 137,
        });
        var result = ChildRunner.Clone(arguments, 88);
        if (result == 0)
            ChildRunner.Run(&memory);
        if (result < 0)
            throw new KernelException("clone3", "", *memory.Errno);
        return ((int)result, pidFd);
    }
}
