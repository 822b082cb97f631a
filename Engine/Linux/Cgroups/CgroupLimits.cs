namespace Panel.Engine.Linux.Cgroups;

/// <summary>Limits in Docker's units. Null leaves the kernel's default; -1 removes a limit.</summary>
public sealed record CgroupLimits
{
    public long? MemoryBytes { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? MemorySwapBytes { get; init; }

    public long? MemoryReservationBytes { get; init; }

    /// <summary>0..100. cgroup v2 does not support it and ignores it.</summary>
    public int? MemorySwappiness { get; init; }

    /// <summary>Whether processes wait for memory instead of being killed. cgroup v2 does not support it and ignores it.</summary>
    public bool OomKillDisable { get; init; }

    public double? Cpus { get; init; }

    /// <summary>2..262144, 1024 is one share.</summary>
    public long? CpuShares { get; init; }

    public string? CpusetCpus { get; init; }

    /// <summary>Memory nodes, such as <c>0-1</c>.</summary>
    public string? CpusetMems { get; init; }

    public long? Pids { get; init; }

    /// <summary>bfq's own default weight (block/bfq-iosched.h, BFQ_WEIGHT_LEGACY_DFL).</summary>
    public const int BfqDefaultWeight = 100;

    /// <summary>Weight of disk access, 10..1000.</summary>
    public int? BlkioWeight { get; init; }

    public IReadOnlyList<CgroupDeviceRate> DeviceRates { get; init; } = [];

    /// <summary>The period of quotas, in microseconds; 100 ms is the kernel's and Docker's default.</summary>
    public long CpuPeriod { get; init; } = 100_000;

    public long? CpuQuota => Cpus is not { } cpus ? null : cpus < 0 ? -1 : (long)Math.Round(cpus * CpuPeriod);
}

/// <summary>The largest read and write rates of a disk, per second; null keeps a rate, -1 removes it.</summary>
public sealed record CgroupDeviceRate(int Major, int Minor, long? ReadBytes, long? WriteBytes, long? ReadOperations, long? WriteOperations);
