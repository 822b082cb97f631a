using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;

namespace Panel.Engine.Native.Specs;

/// <summary>Warnings about limits that are accepted but have no effect on this host, one sentence each, as in Docker.</summary>
internal static class LimitWarnings
{
    /// <summary>The warnings for an update: unchanged limits were reported before.</summary>
    public static IEnumerable<string> OfChange(ResourceLimits from, ResourceLimits to) => Of(to with
    {
        BlkioWeight = to.BlkioWeight == from.BlkioWeight ? null : to.BlkioWeight,
        MemorySwappiness = null,
        OomKillDisable = false,
        MemorySwapBytes = to.MemorySwapBytes == from.MemorySwapBytes ? null : to.MemorySwapBytes,
    });

    public static IEnumerable<string> Of(ResourceLimits limits) => Of(limits, CgroupHost.Detect(), "/sys/block");

    /// <param name="limits">The requested limits.</param>
    /// <param name="host">The mounted hierarchies.</param>
    /// <param name="disks">The directory with one entry per disk, each with queue/scheduler.</param>
    public static IEnumerable<string> Of(ResourceLimits limits, CgroupHost host, string disks)
    {
        if (limits.BlkioWeight is not null && !HasBfq(disks) && !HasCostModel(host))
            yield return "No disk of this host is scheduled by bfq, so the weight of disk access has no effect.";
        if (limits.MemorySwappiness is not null && host.IsV2)
            yield return "Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.";
        if (limits.OomKillDisable && host.IsV2) yield return "Your kernel does not support OomKillDisable. OomKillDisable discarded.";
        if (limits is { OomKillDisable: true, MemoryBytes: null } && !host.IsV2)
            yield return "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.";
        if (limits.MemorySwapBytes is not null && !CountsSwap(host))
            yield return "This host's kernel does not count swap, so the limit of memory and swap together has no effect; the memory limit holds.";
    }

    // Brackets mark the scheduler in use: "none [bfq]".
    private static bool HasBfq(string disks) => Directory.EnumerateDirectories(disks)
        .Select(disk => Path.Combine(disk, "queue/scheduler"))
        .Any(file => File.Exists(file) && File.ReadAllText(file).Contains("[bfq]", StringComparison.Ordinal));

    // io.weight has an effect where iocost is on for a disk (Documentation/admin-guide/cgroup-v2.rst, "io.cost.qos").
    private static bool HasCostModel(CgroupHost host) => host.IsV2 && File.Exists(host.Unified + "/io.cost.qos")
        && File.ReadAllText(host.Unified + "/io.cost.qos").Contains("enable=1", StringComparison.Ordinal);

    private static bool CountsSwap(CgroupHost host) => host.IsV2
        ? File.Exists("/proc/swaps")
        : host.Controller("memory") is { } memory && File.Exists(memory + "/memory.memsw.limit_in_bytes");
}
