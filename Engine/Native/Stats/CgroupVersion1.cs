using Panel.Engine.Contract;

namespace Panel.Engine.Native.Stats;

/// <summary>Documentation/admin-guide/cgroup-v1: one directory per controller; CPU time in nanoseconds.</summary>
internal sealed class CgroupVersion1(Func<string, string?> directoryOf) : ICgroupFiles
{
    // The kernel's value for no limit: LONG_MAX rounded down to a page.
    private const long NoLimit = long.MaxValue - 65535;

    // cpuacct.stat counts in USER_HZ, which is 100 on every supported architecture.
    private const long NanosecondsPerTick = 10_000_000;

    private readonly string? _account = directoryOf("cpuacct");
    private readonly string? _cpu = directoryOf("cpu");
    private readonly string? _memory = directoryOf("memory");
    private readonly string? _pids = directoryOf("pids");
    private readonly string? _block = directoryOf("blkio");

    public bool Exists => Directory.Exists(_account ?? _memory ?? _pids ?? "");

    public CgroupSample Read() => new(
        Cpu(), Memory(),
        KernelFile.Number(_pids + "/pids.current") ?? 0,
        // "max" is not a number: no limit.
        KernelFile.Number(_pids + "/pids.max") ?? 0,
        Blocks());

    private CgroupMemory Memory()
    {
        var counters = KernelFile.Counters(_memory + "/memory.stat");
        var limit = KernelFile.Number(_memory + "/memory.limit_in_bytes");
        return new(
            KernelFile.Number(_memory + "/memory.usage_in_bytes") ?? 0,
            counters.GetValueOrDefault("total_inactive_file"),
            limit >= NoLimit ? null : limit,
            KernelFile.Number(_memory + "/memory.max_usage_in_bytes") ?? 0,
            KernelFile.Number(_memory + "/memory.failcnt") ?? 0,
            counters);
    }

    private CgroupCpu Cpu()
    {
        var stat = KernelFile.Counters(_cpu + "/cpu.stat");
        var ticks = KernelFile.Counters(_account + "/cpuacct.stat");
        // -1 means no limit.
        var quota = KernelFile.Number(_cpu + "/cpu.cfs_quota_us") ?? 0;
        var period = KernelFile.Number(_cpu + "/cpu.cfs_period_us") ?? 0;
        return new(
            KernelFile.Number(_account + "/cpuacct.usage") ?? 0,
            ticks.GetValueOrDefault("user") * NanosecondsPerTick, ticks.GetValueOrDefault("system") * NanosecondsPerTick,
            KernelFile.Numbers(_account + "/cpuacct.usage_percpu"),
            quota > 0 && period > 0 ? (double)quota / period : 0,
            stat.GetValueOrDefault("nr_periods"), stat.GetValueOrDefault("nr_throttled"), stat.GetValueOrDefault("throttled_time"));
    }

    // The throttling layer counts for every scheduler.
    private List<BlockCounters> Blocks()
    {
        var bytes = Block("io_service_bytes");
        var operations = Block("io_serviced");
        return [.. bytes.Keys.Union(operations.Keys).Select(device => device.Split(':') is [var major, var minor] && int.TryParse(major, out var first) && int.TryParse(minor, out var second)
            ? new BlockCounters(first, second, bytes.GetValueOrDefault(device).Read, bytes.GetValueOrDefault(device).Write, operations.GetValueOrDefault(device).Read, operations.GetValueOrDefault(device).Write)
            : null).OfType<BlockCounters>()];
    }

    // "8:0 Read 4096" on each line.
    private Dictionary<string, (long Read, long Write)> Block(string name)
    {
        Dictionary<string, (long Read, long Write)> devices = [];
        var text = KernelFile.Read($"{_block}/blkio.throttle.{name}_recursive") ?? KernelFile.Read($"{_block}/blkio.throttle.{name}") ?? "";
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is not [var device, var operation, var number] || !long.TryParse(number, out var count)) continue;
            var known = devices.GetValueOrDefault(device);
            if (operation == "Read") devices[device] = (count, known.Write);
            else if (operation == "Write") devices[device] = (known.Read, count);
        }
        return devices;
    }
}
