namespace Panel.Engine.Native.Stats;

/// <summary>Documentation/admin-guide/cgroup-v1: a directory a controller; CPU time in nanoseconds.</summary>
internal sealed class CgroupVersion1(Func<string, string?> directoryOf) : ICgroupFiles
{
    // The kernel's word for no limit: LONG_MAX rounded down to a page.
    private const long NoLimit = long.MaxValue - 65535;

    private readonly string? _account = directoryOf("cpuacct");
    private readonly string? _cpu = directoryOf("cpu");
    private readonly string? _memory = directoryOf("memory");
    private readonly string? _pids = directoryOf("pids");
    private readonly string? _block = directoryOf("blkio");

    public bool Exists => Directory.Exists(_account ?? _memory ?? _pids ?? "");

    public CgroupSample Read()
    {
        var usage = KernelFile.Number(_memory + "/memory.usage_in_bytes") ?? 0;
        var inactive = KernelFile.Value(KernelFile.Read(_memory + "/memory.stat"), "total_inactive_file");
        var limit = KernelFile.Number(_memory + "/memory.limit_in_bytes");
        var (read, written) = Block();
        return new(
            Cpu(),
            inactive < usage ? usage - inactive : usage,
            limit >= NoLimit ? null : limit,
            KernelFile.Number(_pids + "/pids.current") ?? 0, read, written);
    }

    private CgroupCpu Cpu()
    {
        var stat = KernelFile.Read(_cpu + "/cpu.stat");
        // -1 is no limit.
        var quota = KernelFile.Number(_cpu + "/cpu.cfs_quota_us") ?? 0;
        var period = KernelFile.Number(_cpu + "/cpu.cfs_period_us") ?? 0;
        return new(
            KernelFile.Number(_account + "/cpuacct.usage") ?? 0,
            quota > 0 && period > 0 ? (double)quota / period : 0,
            KernelFile.Value(stat, "nr_periods"), KernelFile.Value(stat, "nr_throttled"), KernelFile.Value(stat, "throttled_time"));
    }

    // "8:0 Read 4096" a line; the throttling layer counts for every scheduler.
    private (long Read, long Written) Block()
    {
        var text = KernelFile.Read(_block + "/blkio.throttle.io_service_bytes_recursive") ?? KernelFile.Read(_block + "/blkio.throttle.io_service_bytes") ?? "";
        long read = 0, written = 0;
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is not [_, var operation, var count] || !long.TryParse(count, out var bytes)) continue;
            if (operation == "Read") read += bytes;
            else if (operation == "Write") written += bytes;
        }
        return (read, written);
    }
}
