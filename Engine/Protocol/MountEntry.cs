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

    /// <summary>Inside the container; made when missing, resolved within the root.</summary>
    public required string Target { get; set; }

    public bool ReadOnly { get; set; }

    /// <summary>Shows files of host id n as container id n (volumes). Without it they keep their host ids, as Docker's userns-remap does.</summary>
    public bool IdMapped { get; set; }

    /// <summary>With <see cref="IdMapped"/>: where the file system cannot be id-mapped it is mounted all the same, and what the host's users own is nobody's.</summary>
    public bool MayBeUnmapped { get; set; }

    /// <summary>A mount of the host below an entry before this one: where it cannot be id-mapped it and what is below it are left out.</summary>
    public bool IsBelow { get; set; }

    /// <summary>Takes the mounts below the source along; not with <see cref="IdMapped"/>, since only a single mount can be id-mapped in one go.</summary>
    public bool Recursive { get; set; }

    /// <summary>With <see cref="Recursive"/> and <see cref="ReadOnly"/>: the mounts below stay writable.</summary>
    public bool ReadOnlyTopOnly { get; set; }

    /// <summary>MS_PRIVATE, MS_SLAVE, MS_SHARED or MS_UNBINDABLE of mount(2), with MS_REC for the mounts below.</summary>
    public int Propagation { get; set; } = 0x44000; // MS_REC | MS_PRIVATE

    /// <summary>Attributes of a tmpfs's mount, MOUNT_ATTR_* of fsmount(2), beside <see cref="ReadOnly"/>.</summary>
    public long TmpfsFlags { get; set; } = 0x0E; // nosuid, nodev, noexec

    /// <summary>Options of a tmpfs as <c>name=value</c> (tmpfs(5)); ids are the container's.</summary>
    public List<string> TmpfsOptions { get; set; } = ["mode=1777"];

    internal static MountEntry Blank() => new() { Kind = MountEntryKind.Bind, Target = "" };

    internal void Transfer(SpecWire wire)
    {
        Kind = (MountEntryKind)wire.Number((int)Kind);
        Source = wire.TextOrNull(Source);
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
