namespace Panel.Engine.Protocol;

public enum MountEntryKind
{
    Bind,
    Tmpfs,
}

public sealed record MountEntry
{
    public required MountEntryKind Kind { get; init; }

    /// <summary>The host's file or directory of a bind mount; must exist.</summary>
    public string? Source { get; init; }

    /// <summary>Inside the container; made when missing, resolved within the root.</summary>
    public required string Target { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>Shows files of host id n as container id n (volumes). Without it they keep their host ids, as Docker's userns-remap does.</summary>
    public bool IdMapped { get; init; }

    public long? TmpfsBytes { get; init; }

    public int? TmpfsMode { get; init; }

    /// <summary>For the engine only: an empty volume is filled from the image before the shim starts.</summary>
    public bool CopyUp { get; init; }
}
