namespace Panel.Engine.Contract;

/// <summary>What a container's security options come to.</summary>
public sealed record SecurityDetails
{
    /// <summary>Container root is an unprivileged user of the host.</summary>
    public required bool UserNamespace { get; init; }

    /// <summary>It has a cgroup namespace of its own: it sees its control group as the root of all.</summary>
    public required bool CgroupNamespace { get; init; }

    /// <summary>Its capabilities, with CAP_, in the kernel's order.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>Those that the default does not have.</summary>
    public required IReadOnlyList<string> AddedCapabilities { get; init; }

    /// <summary>Those of the default that it does not have.</summary>
    public required IReadOnlyList<string> DroppedCapabilities { get; init; }

    /// <summary>Which system calls it may make.</summary>
    public required SeccompMode Seccomp { get; init; }

    /// <summary>Paths that are hidden from it, where they exist.</summary>
    public required IReadOnlyList<string> MaskedPaths { get; init; }

    /// <summary>Paths that are read-only to it, where they exist.</summary>
    public required IReadOnlyList<string> ReadOnlyPaths { get; init; }

    /// <summary>Everything that is weaker than the default, a sentence each, the gravest first.</summary>
    public required IReadOnlyList<string> Weaknesses { get; init; }

    /// <summary>Everything that is stricter than the default, a sentence each.</summary>
    public required IReadOnlyList<string> Strengths { get; init; }
}

/// <summary>Which seccomp filter there is.</summary>
public enum SeccompMode
{
    /// <summary>The engine's.</summary>
    Default,

    /// <summary>The caller's.</summary>
    Custom,

    /// <summary>None.</summary>
    Unconfined,
}
