namespace Panel.Engine.Contract;

/// <summary>The engine's machine.</summary>
public interface IHostSystem
{
    /// <summary>Facts that do not change while the engine runs.</summary>
    Task<HostInfo> GetInfoAsync(CancellationToken cancellationToken = default);

    /// <summary>One sample of the machine's load.</summary>
    Task<HostStats> GetStatsAsync(CancellationToken cancellationToken = default);

    /// <summary>One sample a second while the caller reads.</summary>
    IAsyncEnumerable<HostStats> StreamStatsAsync(CancellationToken cancellationToken = default);
}

/// <summary>A machine.</summary>
public sealed record HostInfo
{
    /// <summary>Host name.</summary>
    public required string Name { get; init; }

    /// <summary>Distribution, such as Debian GNU/Linux 12 (bookworm).</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Kernel release.</summary>
    public required string KernelVersion { get; init; }

    /// <summary>CPU architecture in Go's words, such as amd64.</summary>
    public required string Architecture { get; init; }

    /// <summary>CPUs.</summary>
    public required int Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>1 or 2.</summary>
    public required int CgroupVersion { get; init; }

    /// <summary>Where the engine keeps its state.</summary>
    public required string DataRoot { get; init; }

    /// <summary>Version of the engine.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>What the machine lacks, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A sample of a machine's load. Totals count since its boot.</summary>
public sealed record HostStats
{
    /// <summary>When it was read.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>CPU use since the previous sample, in percent of all CPUs (0 to 100).</summary>
    public double CpuPercent { get; init; }

    /// <summary>Load averages over 1, 5 and 15 minutes.</summary>
    public IReadOnlyList<double> LoadAverage { get; init; } = [];

    /// <summary>Memory in use in bytes: total less available.</summary>
    public long MemoryUsedBytes { get; init; }

    /// <summary>Memory in bytes.</summary>
    public long MemoryTotalBytes { get; init; }

    /// <summary>Bytes in use on the file system of the data root.</summary>
    public long DiskUsedBytes { get; init; }

    /// <summary>Size in bytes of the file system of the data root.</summary>
    public long DiskTotalBytes { get; init; }

    /// <summary>Bytes read from disks, total.</summary>
    public long DiskReadBytes { get; init; }

    /// <summary>Bytes written to disks, total.</summary>
    public long DiskWrittenBytes { get; init; }

    /// <summary>Bytes received on physical interfaces, total.</summary>
    public long NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent on physical interfaces, total.</summary>
    public long NetworkSentBytes { get; init; }

    /// <summary>Seconds since boot.</summary>
    public double UptimeSeconds { get; init; }
}
