namespace Panel.Engine.Linux.Netlink;

/// <summary>How a container joins a bridge: a veth pair whose one end is on the bridge and whose other end is eth0 inside.</summary>
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

    /// <summary>IPv4 address of the default route; null sets no default route.</summary>
    public string? Gateway { get; init; }

    /// <summary>MAC address inside, such as <c>02:42:ac:11:00:02</c>; null takes a random one.</summary>
    public string? MacAddress { get; init; }

    /// <summary>MTU of both ends; 0 takes the kernel's 1500.</summary>
    public int Mtu { get; init; }

    /// <summary>Name inside.</summary>
    public string ContainerInterface { get; init; } = "eth0";
}
