using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>
/// Makes room for the resource limits of a process before the clone, with the host's rights: a clone inherits limits, and a user namespace gets as a whole what its maker
/// may use of locked memory, pending signals and message queues. The process itself then lowers them as late as it can
/// (<see cref="Plan.FinishPlan.WriteCredentials"/>), because what prepares it must not suffer from them.
/// </summary>
internal static class ProcessLimits
{
    /// <summary>Raises the shim's own limits where they are lower.</summary>
    public static void Permit(IReadOnlyList<RlimitSpec> limits)
    {
        foreach (var limit in limits)
            ProcessLimit.Raise(limit.Resource, limit.Hard);
    }
}
