namespace Panel.Engine.Linux.Processes;

/// <summary>Capabilities by name and number (include/uapi/linux/capability.h).</summary>
public static class Capabilities
{
    /// <summary>All capabilities of Linux, in the order of their bits.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
        "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
        "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
        "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    /// <summary>Docker's fourteen, by bit.</summary>
    public static IReadOnlyList<(string Name, int Bit)> Default { get; } =
    [
        ("CHOWN", 0), ("DAC_OVERRIDE", 1), ("FOWNER", 3), ("FSETID", 4), ("KILL", 5), ("SETGID", 6), ("SETUID", 7), ("SETPCAP", 8),
        ("NET_BIND_SERVICE", 10), ("NET_RAW", 13), ("SYS_CHROOT", 18), ("MKNOD", 27), ("AUDIT_WRITE", 29), ("SETFCAP", 31),
    ];

    /// <summary>00000000a80425fb, as /proc/&lt;pid&gt;/status shows it.</summary>
    public static ulong DefaultMask { get; } = Default.Aggregate(0UL, (mask, c) => mask | (1UL << c.Bit));

    /// <summary>The capabilities that this process may use: on a machine that withholds some, it cannot give them to a container without a
    /// user namespace.</summary>
    public static unsafe ulong Permitted()
    {
        // capget(2): version 3 has two structs of effective, permitted and inheritable.
        var header = stackalloc uint[2] { 0x20080522, 0 };
        var data = stackalloc uint[6];
        Kernel.Syscall.Check(Kernel.Syscall.Try(Kernel.SyscallNumber.CapGet, (nint)header, (nint)data), "capget");
        return data[1] | ((ulong)data[4] << 32);
    }

    /// <summary>Makes all permitted capabilities of the calling thread effective.</summary>
    /// <exception cref="Kernel.KernelException">A security module refuses it.</exception>
    public static unsafe void RaisePermitted()
    {
        var header = stackalloc uint[2] { 0x20080522, 0 };
        var data = stackalloc uint[6];
        Kernel.Syscall.Check(Kernel.Syscall.Try(Kernel.SyscallNumber.CapGet, (nint)header, (nint)data), "capget");
        (data[0], data[3]) = (data[1], data[4]);
        Kernel.Syscall.Check(Kernel.Syscall.Try(Kernel.SyscallNumber.CapSet, (nint)header, (nint)data), "capset");
    }

    private static int _last = -1;

    /// <summary>The highest capability this kernel knows.</summary>
    public static int Last() => _last >= 0 ? _last : _last =
        int.Parse(Files.RawFile.ReadText("/proc/sys/kernel/cap_last_cap").AsSpan().Trim(), System.Globalization.CultureInfo.InvariantCulture);
}
