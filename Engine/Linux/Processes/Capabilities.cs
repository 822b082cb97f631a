namespace Panel.Engine.Linux.Processes;

/// <summary>Capability numbers (include/uapi/linux/capability.h) that a container keeps by default.</summary>
public static class Capabilities
{
    /// <summary>Docker's fourteen, by bit.</summary>
    public static IReadOnlyList<(string Name, int Bit)> Default { get; } =
    [
        ("CHOWN", 0), ("DAC_OVERRIDE", 1), ("FOWNER", 3), ("FSETID", 4), ("KILL", 5), ("SETGID", 6), ("SETUID", 7), ("SETPCAP", 8),
        ("NET_BIND_SERVICE", 10), ("NET_RAW", 13), ("SYS_CHROOT", 18), ("MKNOD", 27), ("AUDIT_WRITE", 29), ("SETFCAP", 31),
    ];

    /// <summary>00000000a80425fb, as /proc/&lt;pid&gt;/status shows it.</summary>
    public static ulong DefaultMask { get; } = Default.Aggregate(0UL, (mask, c) => mask | (1UL << c.Bit));

    /// <summary>The highest capability this kernel knows.</summary>
    public static int Last() =>
        int.Parse(Files.RawFile.ReadText("/proc/sys/kernel/cap_last_cap").AsSpan().Trim(), System.Globalization.CultureInfo.InvariantCulture);
}
