namespace Panel.Engine.Protocol;

/// <summary>The paths that are hidden and write-protected by default (ISOLATION.md, "Masked" and "Read-only").</summary>
public static class DefaultPaths
{
    private static readonly string[] s_masked =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    public static IReadOnlyList<string> ReadOnly { get; } = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>The paths, including those of each processor of this machine.</summary>
    public static IReadOnlyList<string> Masked()
    {
        var paths = new List<string>(s_masked);
        for (var cpu = 0; Directory.Exists($"/sys/devices/system/cpu/cpu{cpu}"); cpu++)
            paths.Add($"/sys/devices/system/cpu/cpu{cpu}/thermal_throttle");
        return paths;
    }
}
