using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>What the shim sets on the container's process from outside, with the host's rights.</summary>
internal static unsafe class ProcessLimits
{
    public static void Apply(int pid, ProcessSpec process)
    {
        var limit = stackalloc ulong[2];
        foreach (var rlimit in process.Rlimits)
        {
            (limit[0], limit[1]) = ((ulong)rlimit.Soft, (ulong)rlimit.Hard);
            Syscall.Check(Syscall.Try(SyscallNumber.PrLimit64, pid, rlimit.Resource, (nint)limit), "prlimit", $"limit {rlimit.Resource} = {rlimit.Soft}:{rlimit.Hard}");
        }

        // Always: the shim's own score must not be inherited.
        RawFile.Write($"/proc/{pid}/oom_score_adj", process.OomScoreAdjust.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
