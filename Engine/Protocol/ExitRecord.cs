namespace Panel.Engine.Protocol;

/// <summary>How a container ended; the content of <see cref="ShimSpec.ExitFile"/>.</summary>
public sealed record ExitRecord
{
    /// <summary>The process's code, or 128 + signal.</summary>
    public required int ExitCode { get; init; }

    public bool OomKilled { get; init; }

    public required long FinishedUnixNanoseconds { get; init; }

    /// <summary>Set when the container never ran its command.</summary>
    public string? Error { get; init; }
}
