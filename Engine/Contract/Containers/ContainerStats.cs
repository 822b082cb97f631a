namespace Panel.Engine.Contract;

/// <summary>A sample of what a container uses. Totals count since its start; what a cgroup or kernel does not tell is 0.</summary>
public sealed record ContainerStats
{
    /// <summary>When it was read.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>CPU time in nanoseconds, total.</summary>
    public long CpuNanoseconds { get; init; }

    /// <summary>CPU use since the previous sample, in percent of one CPU; 0 in the first.</summary>
    public double CpuPercent { get; init; }

    /// <summary>Time in nanoseconds that all CPUs of the host have passed, idle or not, total; the measure for <see cref="CpuNanoseconds"/>.</summary>
    public long HostCpuNanoseconds { get; init; }

    /// <summary>CPUs of the host.</summary>
    public int HostCpus { get; init; }

    /// <summary>Time in nanoseconds for which the CPU limit held it back, total.</summary>
    public long ThrottledNanoseconds { get; init; }

    /// <summary>Periods of the CPU limit in which it had something to do, total.</summary>
    public long CpuPeriods { get; init; }

    /// <summary>Those of <see cref="CpuPeriods"/> in which it had used up its share and was held back, total.</summary>
    public long ThrottledPeriods { get; init; }

    /// <summary>CPU limit in CPUs; 0 without one.</summary>
    public double CpuLimit { get; init; }

    /// <summary>Memory in bytes without the page cache that can be dropped, as Docker shows it.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory limit in bytes; the host's memory without one.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Bytes received, total.</summary>
    public long NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent, total.</summary>
    public long NetworkSentBytes { get; init; }

    /// <summary>Bytes read from block devices, total.</summary>
    public long BlockReadBytes { get; init; }

    /// <summary>Bytes written to block devices, total.</summary>
    public long BlockWrittenBytes { get; init; }

    /// <summary>Processes and threads.</summary>
    public long Pids { get; init; }
}

/// <summary>What one of the running containers uses.</summary>
/// <param name="Container">The container as it is listed.</param>
/// <param name="Stats">The sample.</param>
public sealed record ContainerUsage(ContainerSummary Container, ContainerStats Stats);
