using Panel.Engine.Contract;

namespace Panel.Engine.Native.Stats;

/// <summary>A container's cgroup in each hierarchy; v1 and v2 use different files and units.</summary>
internal interface ICgroupFiles
{
    /// <summary>False once the container's cgroup is gone.</summary>
    bool Exists { get; }

    CgroupSample Read();
}

/// <summary>A cgroup's counters. A value that the kernel does not report is 0.</summary>
internal readonly record struct CgroupSample(CgroupCpu Cpu, CgroupMemory Memory, long Pids, long PidsLimit, IReadOnlyList<BlockCounters> Blocks);

/// <summary>Memory in bytes.</summary>
/// <param name="Usage">Including the page cache.</param>
/// <param name="Inactive">The part of the page cache that the kernel drops first.</param>
/// <param name="Limit">Null without one.</param>
/// <param name="Peak">Highest usage.</param>
/// <param name="LimitHits">How often the limit was reached.</param>
/// <param name="Counters">All of memory.stat.</param>
internal readonly record struct CgroupMemory(long Usage, long Inactive, long? Limit, long Peak, long LimitHits, IReadOnlyDictionary<string, long> Counters);

/// <summary>CPU time, and the effect of the limit.</summary>
/// <param name="Nanoseconds">Used time.</param>
/// <param name="User">The part in programs.</param>
/// <param name="Kernel">The part in the kernel.</param>
/// <param name="ByCpu">The part on each CPU; empty when not reported.</param>
/// <param name="Limit">The limit in CPUs; 0 without one.</param>
/// <param name="Periods">Periods of the limit with work.</param>
/// <param name="ThrottledPeriods">The throttled ones among these.</param>
/// <param name="ThrottledNanoseconds">Total throttled time.</param>
internal readonly record struct CgroupCpu(
    long Nanoseconds, long User, long Kernel, IReadOnlyList<long> ByCpu, double Limit, long Periods, long ThrottledPeriods, long ThrottledNanoseconds);

/// <summary>Finds the mounted hierarchies.</summary>
internal static class CgroupHierarchies
{
    /// <summary>Mount point by controller (v1); an empty name is the unified hierarchy (v2).</summary>
    public static Dictionary<string, string> Mounted(string mounts)
    {
        Dictionary<string, string> result = [];
        foreach (var line in mounts.Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Length < 4) continue;
            if (fields[2] == "cgroup2") result.TryAdd("", fields[1]);
            if (fields[2] == "cgroup")
                foreach (var option in fields[3].Split(',')) result.TryAdd(option, fields[1]);
        }
        return result;
    }

    /// <summary>The container's files.</summary>
    /// <param name="cgroup">The path below each controller's mount, or below the unified root.</param>
    /// <param name="pid">Its init, whose /proc file shows the cgroup's place if it is delegated.</param>
    public static ICgroupFiles Open(string cgroup, int pid)
    {
        var mounted = Mounted(KernelFile.Read("/proc/self/mounts") ?? "");
        if (mounted.ContainsKey("memory") || mounted.ContainsKey("cpuacct") || !mounted.TryGetValue("", out var unified))
            return new CgroupVersion1(controller => mounted.TryGetValue(controller, out var mount) ? $"{mount}/{cgroup}" : null);
        var directory = $"{unified}/{cgroup}";
        if (!Directory.Exists(directory) && OfProcess(pid) is { } own) directory = unified + own;
        return new CgroupVersion2(directory);
    }

    private static string? OfProcess(int pid) =>
        KernelFile.Read($"/proc/{pid}/cgroup")?.Split('\n').FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal))?[3..];
}
