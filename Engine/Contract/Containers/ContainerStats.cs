namespace Panel.Engine.Contract;

/// <summary>A sample of what a container uses. Totals count since its start; what a cgroup or kernel does not tell is 0.</summary>
public sealed record ContainerStats
{
    /// <summary>When it was read.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>CPU time in nanoseconds, total.</summary>
    public long CpuNanoseconds { get; init; }

    /// <summary>Of <see cref="CpuNanoseconds"/>, in programs.</summary>
    public long CpuUserNanoseconds { get; init; }

    /// <summary>Of <see cref="CpuNanoseconds"/>, in the kernel.</summary>
    public long CpuKernelNanoseconds { get; init; }

    /// <summary>CPU time in nanoseconds of each CPU, total; empty on cgroup v2, which does not tell.</summary>
    public IReadOnlyList<long> CpuNanosecondsByCpu { get; init; } = [];

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

    /// <summary>Memory in bytes with the page cache.</summary>
    public long MemoryUsageBytes { get; init; }

    /// <summary>The highest <see cref="MemoryUsageBytes"/> of its run.</summary>
    public long MemoryPeakBytes { get; init; }

    /// <summary>How often its memory reached the limit, total.</summary>
    public long MemoryLimitHits { get; init; }

    /// <summary>The kernel's own counters of its memory, under the kernel's names, which differ between cgroup v1 and v2 (<c>memory.stat</c>).</summary>
    public IReadOnlyDictionary<string, long> MemoryCounters { get; init; } = new Dictionary<string, long>();

    /// <summary>Memory limit in bytes; the host's memory without one.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Bytes received, total.</summary>
    public long NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent, total.</summary>
    public long NetworkSentBytes { get; init; }

    /// <summary>Traffic of each of its interfaces but the loopback.</summary>
    public IReadOnlyList<InterfaceCounters> Interfaces { get; init; } = [];

    /// <summary>Bytes read from block devices, total.</summary>
    public long BlockReadBytes { get; init; }

    /// <summary>Bytes written to block devices, total.</summary>
    public long BlockWrittenBytes { get; init; }

    /// <summary>What it read and wrote on each block device.</summary>
    public IReadOnlyList<BlockCounters> BlockDevices { get; init; } = [];

    /// <summary>Processes and threads.</summary>
    public long Pids { get; init; }

    /// <summary>How many there may be; 0 without a limit.</summary>
    public long PidsLimit { get; init; }
}

/// <summary>Traffic of an interface, total.</summary>
/// <param name="Name">Its name inside the container.</param>
/// <param name="Received">What came.</param>
/// <param name="Sent">What went.</param>
public sealed record InterfaceCounters(string Name, TrafficCounters Received, TrafficCounters Sent);

/// <summary>Traffic in one direction.</summary>
/// <param name="Bytes">Bytes.</param>
/// <param name="Packets">Packets.</param>
/// <param name="Errors">Packets with an error.</param>
/// <param name="Dropped">Packets that were dropped.</param>
public readonly record struct TrafficCounters(long Bytes, long Packets, long Errors, long Dropped);

/// <summary>What a container did on a block device, total.</summary>
/// <param name="Major">Major number of the device.</param>
/// <param name="Minor">Minor number of the device.</param>
/// <param name="ReadBytes">Bytes read.</param>
/// <param name="WrittenBytes">Bytes written.</param>
/// <param name="Reads">Read operations.</param>
/// <param name="Writes">Write operations.</param>
public sealed record BlockCounters(int Major, int Minor, long ReadBytes, long WrittenBytes, long Reads, long Writes);

/// <summary>What one of the running containers uses.</summary>
/// <param name="Container">The container as it is listed.</param>
/// <param name="Stats">The sample.</param>
public sealed record ContainerUsage(ContainerSummary Container, ContainerStats Stats);
