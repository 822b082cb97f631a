using Panel.Engine.Contract;

namespace Panel.Engine.Native.Stats;

/// <summary>Documentation/admin-guide/cgroup-v2: one directory; CPU time in microseconds.</summary>
internal sealed class CgroupVersion2(string directory) : ICgroupFiles
{
    public bool Exists => Directory.Exists(directory);

    // "max" is not a number: no limit.
    public CgroupSample Read() => new(
        Cpu(), Memory(), KernelFile.Number(directory + "/pids.current") ?? 0, KernelFile.Number(directory + "/pids.max") ?? 0, Blocks());

    private CgroupMemory Memory()
    {
        var counters = KernelFile.Counters(directory + "/memory.stat");
        return new(
            KernelFile.Number(directory + "/memory.current") ?? 0,
            counters.GetValueOrDefault("inactive_file"),
            KernelFile.Number(directory + "/memory.max"),
            // Linux 5.19 and newer.
            KernelFile.Number(directory + "/memory.peak") ?? 0,
            KernelFile.Counters(directory + "/memory.events").GetValueOrDefault("oom"),
            counters);
    }

    private CgroupCpu Cpu()
    {
        var stat = KernelFile.Counters(directory + "/cpu.stat");
        // "50000 100000", or "max 100000" without a limit.
        var limited = KernelFile.Read(directory + "/cpu.max")?.Split(' ') is [var first, var second]
            && long.TryParse(first, out var quota) && long.TryParse(second, out var period) && period > 0 ? (double)quota / period : 0;
        return new(
            stat.GetValueOrDefault("usage_usec") * 1000, stat.GetValueOrDefault("user_usec") * 1000, stat.GetValueOrDefault("system_usec") * 1000, [],
            limited,
            stat.GetValueOrDefault("nr_periods"), stat.GetValueOrDefault("nr_throttled"), stat.GetValueOrDefault("throttled_usec") * 1000);
    }

    // "8:0 rbytes=1 wbytes=2 rios=3 wios=4 …" on each line.
    private List<BlockCounters> Blocks()
    {
        List<BlockCounters> devices = [];
        foreach (var line in (KernelFile.Read(directory + "/io.stat") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            if (fields[0].Split(':') is not [var major, var minor] || !int.TryParse(major, out var first) || !int.TryParse(minor, out var second)) continue;
            long Value(string name) => fields.FirstOrDefault(field => field.StartsWith(name, StringComparison.Ordinal)) is { } field && long.TryParse(field.AsSpan(name.Length), out var number) ? number : 0;
            devices.Add(new(first, second, Value("rbytes="), Value("wbytes="), Value("rios="), Value("wios=")));
        }
        return devices;
    }
}
