using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Tmds.Linux;

namespace Panel.Engine.Shim.Start;

internal static unsafe class ShimProcess
{
    /// <summary>
    /// Leaves the panel's session and ignores what is meant for it, so that neither its end nor a Ctrl-C in its terminal ends the
    /// container. The OOM killer takes the shim last: containerd's value for its shims.
    /// </summary>
    public static void Detach()
    {
        LibC.setsid();

        // Modes are given in full: device nodes are 0666, the log 0640.
        _ = LibC.umask(0);
        var ignore = stackalloc ulong[4] { 1, 0, 0, 0 };
        foreach (var signal in new[] { 1, 2, 3, 13, 15 })
            Syscall.Check(Syscall.Try(SyscallNumber.RtSigAction, signal, (nint)ignore, 0, 8), "sigaction");
        RawFile.TryWrite("/proc/self/oom_score_adj", "-998");
    }
}
