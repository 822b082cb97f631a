using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

/// <summary>The overlay root file system. The lower directories are the image's layers, topmost first.</summary>
public sealed record RootfsSpec
{
    public required List<string> LowerDirectories { get; set; }

    /// <summary>Upper and work directory must be siblings, so that one id-mapped mount of their parent serves both.</summary>
    public required string UpperDirectory { get; set; }

    public required string WorkDirectory { get; set; }

    /// <summary>An empty directory below the run root. The overlay is mounted there in the container's mount namespace only.</summary>
    public required string MountPoint { get; set; }

    public bool ReadOnly { get; set; }

    /// <summary>SELinux label of all files, if the host has SELinux.</summary>
    public string? SelinuxLabel { get; set; }

    internal static RootfsSpec Blank() => new() { LowerDirectories = [], UpperDirectory = "", WorkDirectory = "", MountPoint = "" };

    internal void Transfer(SpecWire wire)
    {
        LowerDirectories = wire.Texts(LowerDirectories);
        UpperDirectory = wire.Text(UpperDirectory);
        WorkDirectory = wire.Text(WorkDirectory);
        MountPoint = wire.Text(MountPoint);
        ReadOnly = wire.Flag(ReadOnly);
        SelinuxLabel = wire.TextOrNull(SelinuxLabel);
    }
}
