namespace Panel.Engine.Protocol;

public enum NetworkKind
{
    Bridge,
    None,
    Host,
}

public sealed record NetworkSpec
{
    public required NetworkKind Kind { get; init; }

    public string? Bridge { get; init; }

    /// <summary>Name of the host's end of the veth pair (at most 15 characters).</summary>
    public string? HostInterface { get; init; }

    public string? Address { get; init; }

    public int PrefixLength { get; init; }

    public string? Gateway { get; init; }

    public string? MacAddress { get; init; }

    public int Mtu { get; init; } = 1500;

    /// <summary>Host ports that the shim binds and holds for its life, so that nobody else takes them.</summary>
    public List<PortReservation> Reservations { get; init; } = [];
}

public enum PortProtocol
{
    Tcp,
    Udp,
}

public sealed record PortReservation
{
    public required PortProtocol Protocol { get; init; }

    public required string Address { get; init; }

    public required int Port { get; init; }
}
