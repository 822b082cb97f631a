namespace Panel.Engine.Contract;

/// <summary>What a container may use. Null means no limit, except where a default is named.</summary>
public sealed record ResourceLimits
{
    /// <summary>The default of <see cref="Pids"/>, so that a fork bomb does not take the host.</summary>
    public const int DefaultPids = 2048;

    /// <summary>Memory in bytes, at least 6 MiB (Docker's minimum).</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory and swap together in bytes; null is twice the memory, -1 no limit.</summary>
    public long? MemorySwapBytes { get; init; }

    /// <summary>Memory in bytes that is left to the container when the host runs short.</summary>
    public long? MemoryReservationBytes { get; init; }

    /// <summary>CPUs as a number, such as 1.5.</summary>
    public double? Cpus { get; init; }

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
