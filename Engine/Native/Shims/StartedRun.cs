using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Shims;

/// <summary>The processes of a run, as its shim reports them.</summary>
/// <param name="BootId">The boot in which the pids are valid.</param>
/// <param name="Pid">Its init on the host.</param>
/// <param name="ShimPid">Its shim.</param>
/// <param name="StartTimeTicks">Start of the init in clock ticks since boot.</param>
internal readonly record struct StartedRun(string BootId, int Pid, int ShimPid, long StartTimeTicks)
{
    public static StartedRun Of(ShimMessage started, string bootId) =>
        new(bootId, started.Pid ?? 0, started.ShimPid ?? 0, started.StartTimeTicks ?? 0);
}
