using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

public enum MountEntryKind
{
    Bind,
    Tmpfs,
}

public sealed record MountEntry
{
    public required MountEntryKind Kind { get; set; }

    /// <summary>The host's file or directory of a bind mount; must exist.</summary>
    public string? Source { get; set; }

    /// <summary>A folder of the host that <see cref="Source"/> must lie in, reached without a symbolic link below it; null for no such limit.</summary>
    public string? Within { get; set; }

    /// <summary>Path inside the container; created if missing, resolved within the root.</summary>
    public required string Target { get; set; }

    public bool ReadOnly { get; set; }

    /// <summary>Maps files of host id n to container id n (volumes). Without it they keep their host ids, as in Docker's userns-remap.</summary>
    public bool IdMapped { get; set; }

    /// <summary>With <see cref="IdMapped"/>: if the file system cannot be id-mapped, it is still mounted, and the files of the host's users
    /// belong to nobody.</summary>
    public bool MayBeUnmapped { get; set; }

    /// <summary>A host mount below an earlier entry: if it cannot be id-mapped, it and everything below it is omitted.</summary>
    public bool IsBelow { get; set; }

    /// <summary>Includes the mounts below the source; not with <see cref="IdMapped"/>, because only a single mount can be id-mapped at a
    /// time.</summary>
    public bool Recursive { get; set; }

    /// <summary>With <see cref="Recursive"/> and <see cref="ReadOnly"/>: the mounts below stay writable.</summary>
    public bool ReadOnlyTopOnly { get; set; }

    /// <summary>MS_PRIVATE, MS_SLAVE, MS_SHARED or MS_UNBINDABLE of mount(2), with MS_REC for the mounts below.</summary>
    public int Propagation { get; set; } = 0x44000; // MS_REC | MS_PRIVATE

    /// <summary>Attributes of a tmpfs's mount, MOUNT_ATTR_* of fsmount(2), in addition to <see cref="ReadOnly"/>.</summary>
    public long TmpfsFlags { get; set; } = 0x0E; // nosuid, nodev, noexec

    /// <summary>Options of a tmpfs as <c>name=value</c> (tmpfs(5)); ids are the container's.</summary>
    public List<string> TmpfsOptions { get; set; } = ["mode=1777"];

    internal static MountEntry Blank() => new() { Kind = MountEntryKind.Bind, Target = "" };

    internal void Transfer(SpecWire wire)
    {
        Kind = (MountEntryKind)wire.Number((int)Kind);
        Source = wire.TextOrNull(Source);
        Within = wire.TextOrNull(Within);
        Target = wire.Text(Target);
        ReadOnly = wire.Flag(ReadOnly);
        IdMapped = wire.Flag(IdMapped);
        MayBeUnmapped = wire.Flag(MayBeUnmapped);
        IsBelow = wire.Flag(IsBelow);
        Recursive = wire.Flag(Recursive);
        ReadOnlyTopOnly = wire.Flag(ReadOnlyTopOnly);
        Propagation = wire.Number(Propagation);
        TmpfsFlags = wire.Number(TmpfsFlags);
        TmpfsOptions = wire.Texts(TmpfsOptions);
    }
}
