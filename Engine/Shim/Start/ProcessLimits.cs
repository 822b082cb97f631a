using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>What the shim sets on the container's process from outside, with the host's rights.</summary>
internal static class ProcessLimits
{
    public static void Apply(int pid, ProcessSpec process)
    {
        foreach (var rlimit in process.Rlimits)
            ProcessLimit.Set(pid, rlimit.Resource, rlimit.Soft, rlimit.Hard);

        // Always: the shim's own score must not be inherited.
        RawFile.Write($"/proc/{pid}/oom_score_adj", process.OomScoreAdjust.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
