namespace Panel.Engine.Native.Stats;

/// <summary>Documentation/admin-guide/cgroup-v2: one directory; CPU time in microseconds.</summary>
internal sealed class CgroupVersion2(string directory) : ICgroupFiles
{
    public bool Exists => Directory.Exists(directory);

    public CgroupSample Read()
    {
        var usage = KernelFile.Number(directory + "/memory.current") ?? 0;
        var inactive = KernelFile.Value(KernelFile.Read(directory + "/memory.stat"), "inactive_file");
        var (read, written) = Block();
        return new(
            Cpu(),
            inactive < usage ? usage - inactive : usage,
            // "max" is no number: no limit.
            KernelFile.Number(directory + "/memory.max"),
            KernelFile.Number(directory + "/pids.current") ?? 0, read, written);
    }

    private CgroupCpu Cpu()
    {
        var stat = KernelFile.Read(directory + "/cpu.stat");
        // "50000 100000", or "max 100000" without a limit.
        var limited = KernelFile.Read(directory + "/cpu.max")?.Split(' ') is [var first, var second]
            && long.TryParse(first, out var quota) && long.TryParse(second, out var period) && period > 0 ? (double)quota / period : 0;
        return new(
            KernelFile.Value(stat, "usage_usec") * 1000,
            limited,
            KernelFile.Value(stat, "nr_periods"), KernelFile.Value(stat, "nr_throttled"), KernelFile.Value(stat, "throttled_usec") * 1000);
    }

    // "8:0 rbytes=1 wbytes=2 rios=3 …" a line.
    private (long Read, long Written) Block()
    {
        long read = 0, written = 0;
        foreach (var field in (KernelFile.Read(directory + "/io.stat") ?? "").Split([' ', '\n']))
        {
            if (field.StartsWith("rbytes=", StringComparison.Ordinal) && long.TryParse(field.AsSpan(7), out var bytes)) read += bytes;
            if (field.StartsWith("wbytes=", StringComparison.Ordinal) && long.TryParse(field.AsSpan(7), out bytes)) written += bytes;
        }
        return (read, written);
    }
}
