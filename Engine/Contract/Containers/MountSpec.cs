namespace Panel.Engine.Contract;

/// <summary>A mount in a container.</summary>
/// <param name="Kind">The kind of source.</param>
/// <param name="Target">Absolute path in the container.</param>
/// <param name="Source">Bind: absolute host path. Volume: its name, null for an anonymous one. Tmpfs: null.</param>
/// <param name="ReadOnly">Whether it is read-only.</param>
public sealed record MountSpec(MountKind Kind, string Target, string? Source = null, bool ReadOnly = false)
{
    /// <summary>Bind only: creates a missing source as a directory when the container starts, as Docker's short form does.</summary>
    public bool CreateSource { get; set; }

    /// <summary>Bind only: which mounts and unmounts propagate between the host and the container, a word of mount(8) such as
    /// <c>rslave</c>; null means <c>rprivate</c>, none.</summary>
    public string? Propagation { get; set; }

    /// <summary>
    /// Bind only: the source must lie in this folder of the host and be reached without a symbolic link below it, at every start; null for no such limit.
    /// The host's mounts below the source are omitted then. The panel's door sets it, and replaces what the caller gave.
    /// </summary>
    public string? Within { get; set; }

    /// <summary>Bind only: omits the host's mounts below the source.</summary>
    public bool NonRecursive { get; set; }

    /// <summary>Bind only, with <see cref="ReadOnly"/>: the host's mounts below the source stay writable.</summary>
    public bool ReadOnlyNonRecursive { get; set; }

    /// <summary>Volume only: leaves an empty volume empty instead of filling it from the image.</summary>
    public bool NoCopy { get; set; }

    /// <summary>Volume only: labels for a volume that does not exist yet; null for none.</summary>
    public IReadOnlyDictionary<string, string>? VolumeLabels { get; set; }

    /// <summary>Whether it was given in Docker's long form, <c>--mount</c>; inspect reports it there and not among the binds.</summary>
    public bool IsLongForm { get; set; }

    /// <summary>Other options of the long form besides kind, paths and read-only, in Docker's JSON, including those without an effect; null
    /// when unknown.</summary>
    public string? LongFormOptions { get; set; }

    /// <summary>Options of Docker's short form as written, such as <c>ro,rslave</c>, for inspect; null when there were none.</summary>
    public string? ShortOptions { get; set; }

    /// <summary>Tmpfs only: size in bytes; null means half of the memory.</summary>
    public long? TmpfsBytes { get; init; }

    /// <summary>Tmpfs only: permission bits; null means those of the directory below it, or 1777 where there is none.</summary>
    public int? TmpfsMode { get; init; }

    /// <summary>Tmpfs only: options as mount(8) writes them, such as <c>exec,uid=1000</c> (<see cref="TmpfsWords"/>); they take precedence
    /// over size and mode.</summary>
    public string? TmpfsOptions { get; set; }

    /// <summary>Its path on the host, for inspect; null for a tmpfs.</summary>
    public string? HostPath { get; set; }

    /// <summary>Volume only: whether it was created for this container alone, and is removed with it on request.</summary>
    public bool Anonymous { get; init; }
}

/// <summary>The source of a mount.</summary>
public enum MountKind
{
    /// <summary>A path of the host.</summary>
    Bind,

    /// <summary>A volume of the engine.</summary>
    Volume,

    /// <summary>Memory.</summary>
    Tmpfs,
}
