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

    public long? TmpfsBytes { get; set; }

    public int? TmpfsMode { get; set; }

    internal static MountEntry Blank() => new() { Kind = MountEntryKind.Bind, Target = "" };

    internal void Transfer(SpecWire wire)
    {
        Kind = (MountEntryKind)wire.Number((int)Kind);
        Source = wire.TextOrNull(Source);
        Target = wire.Text(Target);
        ReadOnly = wire.Flag(ReadOnly);
        IdMapped = wire.Flag(IdMapped);
        TmpfsBytes = wire.Number(TmpfsBytes);
        TmpfsMode = wire.Number(TmpfsMode);
    }
}
