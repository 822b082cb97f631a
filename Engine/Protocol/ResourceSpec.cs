using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

/// <summary>Limits in Docker's units; null leaves the kernel's default.</summary>
public sealed record ResourceSpec
{
    public long? MemoryBytes { get; set; }

    /// <summary>Memory and swap together, as Docker counts; -1 means unlimited swap.</summary>
    public long? MemorySwapBytes { get; set; }

    public long? MemoryReservationBytes { get; set; }

    /// <summary>0..100; cgroup v1 only.</summary>
    public int? MemorySwappiness { get; set; }

    /// <summary>Whether processes wait instead of being killed; cgroup v1 only.</summary>
    public bool OomKillDisable { get; set; }

    public double? Cpus { get; set; }

    /// <summary>The period of <see cref="Cpus"/>, in microseconds.</summary>
    public long CpuPeriod { get; set; } = 100_000;

    /// <summary>Relative weight, 2..262144, 1024 by default.</summary>
    public long? CpuShares { get; set; }

    public string? CpusetCpus { get; set; }

    public string? CpusetMems { get; set; }

    /// <summary>The most processes and threads; -1 means unlimited.</summary>
    public long? Pids { get; set; }

    /// <summary>Relative weight of disk access, 10..1000.</summary>
    public int? BlkioWeight { get; set; }

    public List<DeviceRateSpec> DeviceRates { get; set; } = [];

    internal void Transfer(SpecWire wire)
    {
        MemoryBytes = wire.Number(MemoryBytes);
        MemorySwapBytes = wire.Number(MemorySwapBytes);
        MemoryReservationBytes = wire.Number(MemoryReservationBytes);
        MemorySwappiness = wire.Number(MemorySwappiness);
        OomKillDisable = wire.Flag(OomKillDisable);
        Cpus = wire.Real(Cpus);
        CpuPeriod = wire.Number(CpuPeriod);
        CpuShares = wire.Number(CpuShares);
        CpusetCpus = wire.TextOrNull(CpusetCpus);
        CpusetMems = wire.TextOrNull(CpusetMems);
        Pids = wire.Number(Pids);
        BlkioWeight = wire.Number(BlkioWeight);
        DeviceRates = wire.Items(DeviceRates, DeviceRateSpec.Blank, static (r, w) => r.Transfer(w));
    }
}

/// <summary>The largest read and write rates of a disk, per second.</summary>
public sealed record DeviceRateSpec
{
    public required int Major { get; set; }

    public required int Minor { get; set; }

    public long? ReadBytes { get; set; }

    public long? WriteBytes { get; set; }

    public long? ReadOperations { get; set; }

    public long? WriteOperations { get; set; }

    internal static DeviceRateSpec Blank() => new() { Major = 0, Minor = 0 };

    internal void Transfer(SpecWire wire)
    {
        Major = wire.Number(Major);
        Minor = wire.Number(Minor);
        ReadBytes = wire.Number(ReadBytes);
        WriteBytes = wire.Number(WriteBytes);
        ReadOperations = wire.Number(ReadOperations);
        WriteOperations = wire.Number(WriteOperations);
    }
}
