namespace Panel.Engine.Contract;

/// <summary>The effect of a container's security options.</summary>
public sealed record SecurityDetails
{
    /// <summary>Whether container root is an unprivileged user of the host.</summary>
    public required bool UserNamespace { get; init; }

    /// <summary>Whether it has its own cgroup namespace: it sees its control group as the root.</summary>
    public required bool CgroupNamespace { get; init; }

    /// <summary>Its capabilities, with CAP_, in the kernel's order.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>Capabilities beyond the default.</summary>
    public required IReadOnlyList<string> AddedCapabilities { get; init; }

    /// <summary>Default capabilities that it lacks.</summary>
    public required IReadOnlyList<string> DroppedCapabilities { get; init; }

    /// <summary>The filter for its system calls.</summary>
    public required SeccompMode Seccomp { get; init; }

    /// <summary>Paths hidden from it, where they exist.</summary>
    public required IReadOnlyList<string> MaskedPaths { get; init; }

    /// <summary>Paths that are read-only for it, where they exist.</summary>
    public required IReadOnlyList<string> ReadOnlyPaths { get; init; }

    /// <summary>Everything weaker than the default, one sentence each, worst first.</summary>
    public required IReadOnlyList<string> Weaknesses { get; init; }

    /// <summary>Everything stricter than the default, one sentence each.</summary>
    public required IReadOnlyList<string> Strengths { get; init; }
}

/// <summary>The kinds of seccomp filter.</summary>
public enum SeccompMode
{
    /// <summary>The engine's.</summary>
    Default,

    /// <summary>The caller's.</summary>
    Custom,

    /// <summary>None.</summary>
    Unconfined,
}
