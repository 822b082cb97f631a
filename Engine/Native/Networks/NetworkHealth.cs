using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.NetFilter;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>Finds other programs' changes to the host's network and repairs them. Not thread-safe: callers hold the manager's lock.</summary>
internal sealed class NetworkHealth(HostNetwork host, string table, string bridge, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_secondLook = TimeSpan.FromMilliseconds(50);
    private readonly RepairPace _pace = new(time);
    private NetworkFaults _faults;
    private string? _reason;
    private int _told;

    /// <summary>The present problems, one sentence each.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            List<string> problems = [];
            if (_faults != NetworkFaults.None) problems.Add(_faults.Describe(table, bridge) + (_reason is null ? "" : " " + _reason));
            if (_faults != NetworkFaults.None && _pace.IsSlow)
                problems.Add("Another program keeps undoing the panel's repairs. The panel waits longer before each attempt; find that program and stop it, or start a container to try at once.");
            return problems;
        }
    }

    /// <summary>Checks everything and repairs it, or closes whatever is open without its rule and says how long the repair must wait.</summary>
    /// <returns>The time until the next attempt; zero when all is well.</returns>
    public TimeSpan LookAround(NetworkPlan plan)
    {
        var suspected = _faults;
        if (!Look(plan, thorough: true)) return TimeSpan.Zero;
        if (IsOfLinks(_faults) && !IsOfLinks(suspected)) return s_secondLook;
        if (_pace.Wait is var wait && wait <= TimeSpan.Zero)
            return TryRepair(plan) ? TimeSpan.Zero : TimeSpan.FromSeconds(1);
        host.Close();
        // Once per wait, however often the other program repeats it meanwhile.
        if (_told != _pace.Attempts) logger.NetworkRepairWaits(_faults.Describe(table, bridge), wait);
        _told = _pace.Attempts;
        return wait;
    }

    /// <summary>Checks quickly, and repairs regardless of the pace, because somebody waits for the container.</summary>
    public void CheckForStart(NetworkPlan plan)
    {
        try
        {
            if (Look(plan, thorough: false)) TryRepair(plan);
        }
        catch (NetlinkException error)
        {
            // If anything keeps the container from its network, its shim reports it.
            logger.NetworkLookFailed(error);
        }
    }

    /// <summary>Repairs known faults.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    /// <exception cref="NftablesException">nftables refused.</exception>
    public void Repair(NetworkFaults faults, NetworkPlan plan)
    {
        _faults = faults;
        _pace.Count();
        host.Put(faults, plan);
        logger.NetworkRepaired(faults.Describe(table, bridge));
        (_faults, _reason) = (NetworkFaults.None, null);
    }

    // A link that disappears with its container may be seen half removed; a link that is wrong twice is wrong.
    private static bool IsOfLinks(NetworkFaults faults) => faults != NetworkFaults.None && (faults & ~(NetworkFaults.Links | NetworkFaults.Guards)) == NetworkFaults.None;

    private bool Look(NetworkPlan plan, bool thorough)
    {
        var before = _faults;
        _faults = host.Inspect(plan, thorough);
        if (_faults != NetworkFaults.None) return true;
        _reason = null;
        if (before != NetworkFaults.None) logger.NetworkWhole();
        return false;
    }

    private bool TryRepair(NetworkPlan plan)
    {
        try
        {
            Repair(_faults, plan);
            return true;
        }
        catch (Exception error) when (error is NetlinkException or NftablesException or IOException or UnauthorizedAccessException)
        {
            _reason = $"The panel could not repair it: {Cause.Of(error)}.";
            logger.NetworkRepairFailed(_faults.Describe(table, bridge), error);
            host.Close();
            return false;
        }
    }
}
