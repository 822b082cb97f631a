namespace Panel.Engine.Contract;

/// <summary>Something mounted into the container.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Target">Absolute path in the container.</param>
/// <param name="Source">Bind: absolute host path. Volume: its name, null for an anonymous one. Tmpfs: null.</param>
/// <param name="ReadOnly">Mount it read-only.</param>
public sealed record MountSpec(MountKind Kind, string Target, string? Source = null, bool ReadOnly = false)
{
    /// <summary>Bind only: make a missing source as a directory when the container starts, as Docker's short form does.</summary>
    public bool CreateSource { get; set; }

    /// <summary>Bind only: which mounts and unmounts of the host are seen on the other side, a word of mount(8) such as <c>rslave</c>; null is <c>rprivate</c>, none.</summary>
    public string? Propagation { get; set; }

    /// <summary>Bind only: leave out what the host has mounted below the source.</summary>
    public bool NonRecursive { get; set; }

    /// <summary>Bind only, with <see cref="ReadOnly"/>: what the host has mounted below the source stays writable.</summary>
    public bool ReadOnlyNonRecursive { get; set; }

    /// <summary>Volume only: leave an empty one empty instead of filling it with what the image has there.</summary>
    public bool NoCopy { get; set; }

    /// <summary>Given by Docker's long form, <c>--mount</c>; inspect tells it there and not among the binds.</summary>
    public bool IsLongForm { get; set; }

    /// <summary>What the long form said besides kind, places and read-only, in Docker's JSON, also where it has no effect; null where nothing is known of it.</summary>
    public string? LongFormOptions { get; set; }

    /// <summary>Options of Docker's short form as they were written, such as <c>ro,rslave</c>, for who asks how it was made; null when there were none.</summary>
    public string? ShortOptions { get; set; }

    /// <summary>Tmpfs only: size in bytes; null is half of the memory.</summary>
    public long? TmpfsBytes { get; init; }

    /// <summary>Tmpfs only: permission bits; null is that of the directory below it, or 1777 where there is none.</summary>
    public int? TmpfsMode { get; init; }

    /// <summary>Tmpfs only: options as mount(8) writes them, such as <c>exec,uid=1000</c> (<see cref="TmpfsWords"/>); they count before size and mode.</summary>
    public string? TmpfsOptions { get; set; }

    /// <summary>Where it lies on the host, told by inspect; null for a tmpfs.</summary>
    public string? HostPath { get; set; }

    /// <summary>Volume only: made for this container alone, removed with it when the caller asks for that.</summary>
    public bool Anonymous { get; init; }
}

/// <summary>Where a mount comes from.</summary>
public enum MountKind
{
    /// <summary>A path of the host.</summary>
    Bind,

    /// <summary>A volume of the engine.</summary>
    Volume,

    /// <summary>Memory.</summary>
    Tmpfs,
}
