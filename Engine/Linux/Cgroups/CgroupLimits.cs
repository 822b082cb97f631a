namespace Panel.Engine.Linux.Cgroups;

/// <summary>Limits in Docker's units. Null leaves the kernel's default; -1 lifts a limit.</summary>
public sealed record CgroupLimits
{
    public long? MemoryBytes { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? MemorySwapBytes { get; init; }

    public long? MemoryReservationBytes { get; init; }

    public double? Cpus { get; init; }

    /// <summary>2..262144, 1024 is one share.</summary>
    public long? CpuShares { get; init; }

    public string? CpusetCpus { get; init; }

    public long? Pids { get; init; }

    /// <summary>The period that quotas refer to, in microseconds; Docker's.</summary>
    public const int CpuPeriod = 100_000;

    public long? CpuQuota => Cpus is { } cpus ? (long)(cpus * CpuPeriod) : null;
}
