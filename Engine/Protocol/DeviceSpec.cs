using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

/// <summary>A device node below the container's /dev.</summary>
public sealed record DeviceSpec
{
    /// <summary>Relative to /dev, such as <c>net/tun</c>.</summary>
    public required string Name { get; set; }

    public required bool IsBlock { get; set; }

    public required int Major { get; set; }

    public required int Minor { get; set; }

    /// <summary>Permission bits, as octal 0666.</summary>
    public int Mode { get; set; } = 0x1B6;

    /// <summary>User id in the container.</summary>
    public long Uid { get; set; }

    /// <summary>Group id in the container.</summary>
    public long Gid { get; set; }

    internal static DeviceSpec Blank() => new() { Name = "", IsBlock = false, Major = 0, Minor = 0 };

    internal void Transfer(SpecWire wire)
    {
        Name = wire.Text(Name);
        IsBlock = wire.Flag(IsBlock);
        Major = wire.Number(Major);
        Minor = wire.Number(Minor);
        Mode = wire.Number(Mode);
        Uid = wire.Number(Uid);
        Gid = wire.Number(Gid);
    }
}
