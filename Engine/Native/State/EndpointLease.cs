using Panel.Engine.Contract;

namespace Panel.Engine.Native.State;

/// <summary>A started container's network resources: its address and its host ports. Stored in the container's state until released.</summary>
public sealed record EndpointLease
{
    /// <summary>Full id of the container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Name of the bridge on the host.</summary>
    public required string Bridge { get; init; }

    /// <summary>Name of the veth end on the host; different at each start.</summary>
    public required string HostInterface { get; init; }

    /// <summary>IPv4 address of the container.</summary>
    public required string Address { get; init; }

    /// <summary>Length of the subnet's prefix.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>IPv4 address of the bridge, the container's default route.</summary>
    public required string Gateway { get; init; }

    /// <summary>MAC address of the container, derived from the address.</summary>
    public required string MacAddress { get; init; }

    /// <summary>MTU of the link.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>Host ports, each with its chosen number. The shim holds them while the container is running.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];
}

/// <summary>A host port that leads to a container port.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="HostAddress">One IPv4 address of the host, or 0.0.0.0 for all of them.</param>
/// <param name="HostPort">1 to 65535.</param>
/// <param name="ContainerPort">1 to 65535.</param>
public sealed record PublishedPort(PortProtocol Protocol, string HostAddress, int HostPort, int ContainerPort);
