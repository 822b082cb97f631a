namespace Panel.Engine.Native.Stats;

/// <summary>Documentation/admin-guide/cgroup-v2: one directory; CPU time in microseconds.</summary>
internal sealed class CgroupVersion2(string directory) : ICgroupFiles
{
    public bool Exists => Directory.Exists(directory);

    public CgroupSample Read()
    {
        var cpu = KernelFile.Read(directory + "/cpu.stat");
        var usage = KernelFile.Number(directory + "/memory.current") ?? 0;
        var inactive = KernelFile.Value(KernelFile.Read(directory + "/memory.stat"), "inactive_file");
        var (read, written) = Block();
        return new(
            KernelFile.Value(cpu, "usage_usec") * 1000,
            KernelFile.Value(cpu, "throttled_usec") * 1000,
            inactive < usage ? usage - inactive : usage,
            // "max" is no number: no limit.
            KernelFile.Number(directory + "/memory.max"),
            KernelFile.Number(directory + "/pids.current") ?? 0, read, written);
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
