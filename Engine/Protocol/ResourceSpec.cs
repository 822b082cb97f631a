namespace Panel.Engine.Protocol;

/// <summary>Limits in Docker's units; null leaves the kernel's default.</summary>
public sealed record ResourceSpec
{
    public long? MemoryBytes { get; init; }

    /// <summary>Memory and swap together, as Docker counts; -1 is unlimited swap.</summary>
    public long? MemorySwapBytes { get; init; }

    public long? MemoryReservationBytes { get; init; }

    public double? Cpus { get; init; }

    /// <summary>Relative weight, 2..262144, 1024 by default.</summary>
    public long? CpuShares { get; init; }

    public string? CpusetCpus { get; init; }

    /// <summary>Most processes and threads; -1 is unlimited.</summary>
    public long? Pids { get; init; }
}

public sealed record LogSpec
{
    /// <summary>Rotated files are Path.1, Path.2, …; the smallest number is the youngest.</summary>
    public required string Path { get; init; }

    /// <summary>The live file is rotated before a line with which it would grow past this (within a line at twice as much); 0 never rotates.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Files in all, the live one counted.</summary>
    public required int MaxFiles { get; init; }
}
