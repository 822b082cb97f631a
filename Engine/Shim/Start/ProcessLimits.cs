using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>
/// Raises limits for a process before the clone, with the host's rights: a clone inherits limits, and a user namespace as a whole gets its
/// creator's limits of locked memory, pending signals and message queues. The process itself lowers them as late as possible
/// (<see cref="Plan.FinishPlan.WriteCredentials"/>), so that its preparation is not affected.
/// </summary>
internal static class ProcessLimits
{
    /// <summary>Raises the shim's own limits if they are lower.</summary>
    public static void Permit(IReadOnlyList<RlimitSpec> limits)
    {
        foreach (var limit in limits)
            ProcessLimit.Raise(limit.Resource, limit.Hard);
    }
}
