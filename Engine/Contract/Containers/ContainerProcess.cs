namespace Panel.Engine.Contract;

/// <summary>A process of a container, with the host's numbers (proc_pid_stat(5)).</summary>
public sealed record ContainerProcess
{
    /// <summary>Process id.</summary>
    public required int Pid { get; init; }

    /// <summary>Process id of its parent.</summary>
    public required int ParentPid { get; init; }

    /// <summary>Its user's id on the host.</summary>
    public required long UserId { get; init; }

    /// <summary>R running, S sleeping, D waiting for a device, Z zombie, T stopped, …</summary>
    public required char State { get; init; }

    /// <summary>Its arguments, separated by spaces; its name in brackets when it has none.</summary>
    public required string Command { get; init; }

    /// <summary>Terminal, such as <c>pts/0</c>; null without one.</summary>
    public string? Terminal { get; init; }

    /// <summary>CPU time since its start.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>When it started, to a hundredth of a second.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>Address space in bytes.</summary>
    public long VirtualBytes { get; init; }
}
