namespace Panel.Engine.Contract;

/// <summary>Where a process of this machine belongs.</summary>
/// <param name="Kind">Host, container or unknown.</param>
/// <param name="Container">The container, when it belongs to one of this engine's.</param>
/// <param name="Reason">Why the origin is unknown, as the end of a sentence; null otherwise.</param>
public sealed record ProcessOrigin(ProcessOriginKind Kind, ContainerSummary? Container = null, string? Reason = null)
{
    /// <summary>A process beside the engine, outside all containers.</summary>
    public static ProcessOrigin Host { get; } = new(ProcessOriginKind.Host);

    /// <summary>A process of unknown origin.</summary>
    public static ProcessOrigin Unknown(string reason) => new(ProcessOriginKind.Unknown, null, reason);
}

/// <summary>Kinds of origin.</summary>
public enum ProcessOriginKind
{
    /// <summary>Unknown: another engine's container, or a process that has ended.</summary>
    Unknown,

    /// <summary>It shares the engine's process and user namespaces and is in no container's cgroup.</summary>
    Host,

    /// <summary>It is in the cgroup of one of the engine's containers.</summary>
    Container,
}
