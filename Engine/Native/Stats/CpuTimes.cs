namespace Panel.Engine.Native.Stats;

/// <summary>CPU time of all CPUs in clock ticks, from /proc/stat.</summary>
internal readonly record struct CpuTimes(long Busy, long Total)
{
    public static CpuTimes Read() => Parse(KernelFile.Read("/proc/stat") ?? "");

    public static CpuTimes Parse(string text)
    {
        // "cpu  user nice system idle iowait irq softirq steal guest guest_nice"; user time already includes guest time.
        var line = text.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (line.Length < 6 || line[0] != "cpu") return default;
        var numbers = line.Skip(1).Take(8).Select(field => long.TryParse(field, out var number) ? number : 0).ToArray();
        var total = numbers.Sum();
        return new(total - numbers[3] - numbers[4], total);
    }

    public double PercentSince(CpuTimes previous) =>
        Total > previous.Total ? Math.Clamp((Busy - previous.Busy) * 100.0 / (Total - previous.Total), 0, 100) : 0;
}
