namespace Panel.Engine.Contract;

/// <summary>What a container may use. Null means no limit, except where a default is named.</summary>
public sealed record ResourceLimits
{
    /// <summary>The default of <see cref="Pids"/>, so that a fork bomb does not take the host.</summary>
    public const int DefaultPids = 2048;

    /// <summary>The least that a limit of memory may be, in bytes: Docker's 6 MiB.</summary>
    public const long LeastMemory = 6 * 1024 * 1024;

    /// <summary>Memory in bytes, at least <see cref="LeastMemory"/>.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory and swap together in bytes; null is twice the memory, -1 no limit.</summary>
    public long? MemorySwapBytes { get; init; }

    /// <summary>Memory in bytes that is left to the container when the host runs short.</summary>
    public long? MemoryReservationBytes { get; init; }

    /// <summary>How eagerly the kernel swaps its memory out, 0 to 100; null leaves the host's. On cgroup v1 only.</summary>
    public int? MemorySwappiness { get; set; }

    /// <summary>Let its processes wait for memory instead of killing one. On cgroup v1 only.</summary>
    public bool OomKillDisable { get; set; }

    /// <summary>The length of the periods that <see cref="CpuQuota"/> is of where <see cref="CpuPeriod"/> is null, in microseconds.</summary>
    public const long DefaultCpuPeriod = 100_000;

    /// <summary>CPUs as a number, such as 1.5.</summary>
    public double? Cpus { get; init; }

    /// <summary>The other way to limit the CPUs: their time in each <see cref="CpuPeriod"/>, in microseconds, at least 1000; -1 is no limit. Not together with <see cref="Cpus"/>.</summary>
    public long? CpuQuota { get; set; }

    /// <summary>In microseconds, 1000 to 1000000; null is <see cref="DefaultCpuPeriod"/>. Without <see cref="CpuQuota"/> it is the length of the periods of no limit.</summary>
    public long? CpuPeriod { get; set; }

    /// <summary>Relative weight, 2 to 262144; null is 1024.</summary>
    public long? CpuShares { get; init; }

    /// <summary>CPUs it may run on, as <c>0-2,4</c>.</summary>
    public string? CpusetCpus { get; init; }

    /// <summary>Memory nodes it may use, as <c>0-1</c>.</summary>
    public string? CpusetMems { get; set; }

    /// <summary>Relative weight of disk access, 10 to 1000.</summary>
    public int? BlkioWeight { get; set; }

    /// <summary>Most that may be read from or written to disks.</summary>
    public IReadOnlyList<DeviceRate> DeviceRates { get; set; } = [];

    /// <summary>Processes and threads; null is <see cref="DefaultPids"/>, -1 no limit.</summary>
    public long? Pids { get; init; }

    /// <summary>The limit of CPUs as a number, whichever way it was given.</summary>
    public double? CpuLimit() => Cpus ?? (CpuQuota is > 0 ? CpuQuota / (double)(CpuPeriod ?? DefaultCpuPeriod) : null);
}

/// <summary>Most that may be read from or written to one disk in a second; null is no limit.</summary>
/// <param name="Device">Path of the host's block device, such as /dev/sda.</param>
public sealed record DeviceRate(string Device)
{
    /// <summary>Bytes a second.</summary>
    public long? ReadBytes { get; init; }

    /// <summary>Bytes a second.</summary>
    public long? WriteBytes { get; init; }

    /// <summary>Operations a second.</summary>
    public long? ReadOperations { get; init; }

    /// <summary>Operations a second.</summary>
    public long? WriteOperations { get; init; }
}
