namespace Panel.Engine.Linux.Netlink;

/// <summary>A container's link to a bridge: a veth pair with one end on the bridge and the other as eth0 inside.</summary>
public sealed record ContainerLinkSpec
{
    /// <summary>The bridge on the host; it must exist.</summary>
    public required string Bridge { get; init; }

    /// <summary>Name of the host's end, at most 15 characters.</summary>
    public required string HostInterface { get; init; }

    /// <summary>IPv4 address inside, such as <c>172.17.0.2</c>.</summary>
    public required string Address { get; init; }

    /// <summary>Length of the subnet's prefix.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>IPv4 address of the default route; null for no default route.</summary>
    public string? Gateway { get; init; }

    /// <summary>MAC address inside, such as <c>02:42:ac:11:00:02</c>; null for a random one.</summary>
    public string? MacAddress { get; init; }

    /// <summary>MTU of both ends; 0 means the kernel's 1500.</summary>
    public int Mtu { get; init; }

    /// <summary>Name inside.</summary>
    public string ContainerInterface { get; init; } = "eth0";
}
