namespace Panel.Engine.Contract;

/// <summary>A container's limits. Null means no limit, except where a default is named.</summary>
public sealed record ResourceLimits
{
    /// <summary>The default of <see cref="Pids"/>, so that a fork bomb does not bring down the host.</summary>
    public const int DefaultPids = 2048;

    /// <summary>The smallest memory limit, in bytes: Docker's 6 MiB.</summary>
    public const long LeastMemory = 6 * 1024 * 1024;

    /// <summary>Memory in bytes, at least <see cref="LeastMemory"/>.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory and swap together in bytes; null means twice the memory, -1 no limit.</summary>
    public long? MemorySwapBytes { get; init; }

    /// <summary>Memory in bytes that the container keeps when the host runs short.</summary>
    public long? MemoryReservationBytes { get; init; }

    /// <summary>How readily the kernel swaps its memory out, 0 to 100; null leaves the host's value. Only on cgroup v1.</summary>
    public int? MemorySwappiness { get; set; }

    /// <summary>Whether its processes wait for memory instead of being killed. Only on cgroup v1.</summary>
    public bool OomKillDisable { get; set; }

    /// <summary>The period of <see cref="CpuQuota"/> when <see cref="CpuPeriod"/> is null, in microseconds.</summary>
    public const long DefaultCpuPeriod = 100_000;

    /// <summary>CPUs as a number, such as 1.5.</summary>
    public double? Cpus { get; init; }

    /// <summary>The other way to limit CPUs: CPU time per <see cref="CpuPeriod"/>, in microseconds, at least 1000; -1 means no limit. Not
    /// together with <see cref="Cpus"/>.</summary>
    public long? CpuQuota { get; set; }

    /// <summary>In microseconds, 1000 to 1000000; null means <see cref="DefaultCpuPeriod"/>. Without <see cref="CpuQuota"/> it limits
    /// nothing.</summary>
    public long? CpuPeriod { get; set; }

    /// <summary>Relative weight, 2 to 262144; null means 1024.</summary>
    public long? CpuShares { get; init; }

    /// <summary>CPUs on which it may run, such as <c>0-2,4</c>.</summary>
    public string? CpusetCpus { get; init; }

    /// <summary>Memory nodes that it may use, such as <c>0-1</c>.</summary>
    public string? CpusetMems { get; set; }

    /// <summary>Relative weight of disk access, 10 to 1000.</summary>
    public int? BlkioWeight { get; set; }

    /// <summary>The largest read and write rates of disks.</summary>
    public IReadOnlyList<DeviceRate> DeviceRates { get; set; } = [];

    /// <summary>Processes and threads; null means <see cref="DefaultPids"/>, -1 no limit.</summary>
    public long? Pids { get; init; }

    /// <summary>The CPU limit as a number of CPUs, in whichever form it was given.</summary>
    public double? CpuLimit() => Cpus ?? (CpuQuota is > 0 ? CpuQuota / (double)(CpuPeriod ?? DefaultCpuPeriod) : null);
}

/// <summary>The largest read and write rates of one disk; null means no limit.</summary>
/// <param name="Device">Path of the host's block device, such as /dev/sda.</param>
public sealed record DeviceRate(string Device)
{
    /// <summary>Bytes per second.</summary>
    public long? ReadBytes { get; init; }

    /// <summary>Bytes per second.</summary>
    public long? WriteBytes { get; init; }

    /// <summary>Operations per second.</summary>
    public long? ReadOperations { get; init; }

    /// <summary>Operations per second.</summary>
    public long? WriteOperations { get; init; }
}
