namespace Panel.Engine.Contract;

/// <summary>A sample of a container's resource use. Totals count from its start; a value that the cgroup or kernel does not report is 0.</summary>
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

    /// <summary>Total CPU time of each CPU, in nanoseconds; empty on cgroup v2, which does not report it.</summary>
    public IReadOnlyList<long> CpuNanosecondsByCpu { get; init; } = [];

    /// <summary>CPU use since the previous sample, in percent of one CPU; 0 in the first.</summary>
    public double CpuPercent { get; init; }

    /// <summary>Total time of all the host's CPUs in nanoseconds, busy or idle; the reference for <see cref="CpuNanoseconds"/>.</summary>
    public long HostCpuNanoseconds { get; init; }

    /// <summary>CPUs of the host.</summary>
    public int HostCpus { get; init; }

    /// <summary>Total time in nanoseconds during which the CPU limit throttled it.</summary>
    public long ThrottledNanoseconds { get; init; }

    /// <summary>Total periods of the CPU limit in which it had work.</summary>
    public long CpuPeriods { get; init; }

    /// <summary>The part of <see cref="CpuPeriods"/> in which it had used up its share and was throttled.</summary>
    public long ThrottledPeriods { get; init; }

    /// <summary>CPU limit in CPUs; 0 without one.</summary>
    public double CpuLimit { get; init; }

    /// <summary>Memory in bytes without page cache that the kernel can drop, as Docker shows it.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory in bytes, including the page cache.</summary>
    public long MemoryUsageBytes { get; init; }

    /// <summary>The highest <see cref="MemoryUsageBytes"/> of its run.</summary>
    public long MemoryPeakBytes { get; init; }

    /// <summary>How often its memory reached the limit, total.</summary>
    public long MemoryLimitHits { get; init; }

    /// <summary>The kernel's memory counters, under the kernel's names, which differ between cgroup v1 and v2 (<c>memory.stat</c>).</summary>
    public IReadOnlyDictionary<string, long> MemoryCounters { get; init; } = new Dictionary<string, long>();

    /// <summary>Memory limit in bytes; the host's memory without a limit.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Bytes received, total.</summary>
    public long NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent, total.</summary>
    public long NetworkSentBytes { get; init; }

    /// <summary>Traffic of each interface except the loopback.</summary>
    public IReadOnlyList<InterfaceCounters> Interfaces { get; init; } = [];

    /// <summary>Bytes read from block devices, total.</summary>
    public long BlockReadBytes { get; init; }

    /// <summary>Bytes written to block devices, total.</summary>
    public long BlockWrittenBytes { get; init; }

    /// <summary>Reads and writes on each block device.</summary>
    public IReadOnlyList<BlockCounters> BlockDevices { get; init; } = [];

    /// <summary>Processes and threads.</summary>
    public long Pids { get; init; }

    /// <summary>The most processes and threads; 0 without a limit.</summary>
    public long PidsLimit { get; init; }
}

/// <summary>Traffic of an interface, total.</summary>
/// <param name="Name">Its name inside the container.</param>
/// <param name="Received">Received traffic.</param>
/// <param name="Sent">Sent traffic.</param>
public sealed record InterfaceCounters(string Name, TrafficCounters Received, TrafficCounters Sent);

/// <summary>Traffic in one direction.</summary>
/// <param name="Bytes">Bytes.</param>
/// <param name="Packets">Packets.</param>
/// <param name="Errors">Packets with an error.</param>
/// <param name="Dropped">Packets that were dropped.</param>
public readonly record struct TrafficCounters(long Bytes, long Packets, long Errors, long Dropped);

/// <summary>A container's totals on a block device.</summary>
/// <param name="Major">Major number of the device.</param>
/// <param name="Minor">Minor number of the device.</param>
/// <param name="ReadBytes">Bytes read.</param>
/// <param name="WrittenBytes">Bytes written.</param>
/// <param name="Reads">Read operations.</param>
/// <param name="Writes">Write operations.</param>
public sealed record BlockCounters(int Major, int Minor, long ReadBytes, long WrittenBytes, long Reads, long Writes);

/// <summary>The resource use of one running container.</summary>
/// <param name="Container">The container's row in the list.</param>
/// <param name="Stats">The sample.</param>
public sealed record ContainerUsage(ContainerSummary Container, ContainerStats Stats);
