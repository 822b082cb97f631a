using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

public enum NetworkKind
{
    Bridge,
    None,
    Host,

    /// <summary>The network namespace of another container.</summary>
    Joined,
}

public sealed record NetworkSpec
{
    public required NetworkKind Kind { get; set; }

    /// <summary>Joined: the other container's process.</summary>
    public ProcessReference? Join { get; set; }

    public string? Bridge { get; set; }

    /// <summary>Name of the host's end of the veth pair (at most 15 characters).</summary>
    public string? HostInterface { get; set; }

    public string? Address { get; set; }

    public int PrefixLength { get; set; }

    public string? Gateway { get; set; }

    public string? MacAddress { get; set; }

    public int Mtu { get; set; } = 1500;

    /// <summary>Host ports that the shim binds and holds while it runs, so that nobody else takes them.</summary>
    public List<PortReservation> Reservations { get; set; } = [];

    internal void Transfer(SpecWire wire)
    {
        Kind = (NetworkKind)wire.Number((int)Kind);
        Join = wire.ItemOrNull(Join, ProcessReference.Blank, static (p, w) => p.Transfer(w));
        Bridge = wire.TextOrNull(Bridge);
        HostInterface = wire.TextOrNull(HostInterface);
        Address = wire.TextOrNull(Address);
        PrefixLength = wire.Number(PrefixLength);
        Gateway = wire.TextOrNull(Gateway);
        MacAddress = wire.TextOrNull(MacAddress);
        Mtu = wire.Number(Mtu);
        Reservations = wire.Items(Reservations, PortReservation.Blank, static (r, w) => r.Transfer(w));
    }
}

public enum PortProtocol
{
    Tcp,
    Udp,
}

public sealed record PortReservation
{
    public required PortProtocol Protocol { get; set; }

    public required string Address { get; set; }

    public required int Port { get; set; }

    internal static PortReservation Blank() => new() { Protocol = PortProtocol.Tcp, Address = "", Port = 0 };

    internal void Transfer(SpecWire wire)
    {
        Protocol = (PortProtocol)wire.Number((int)Protocol);
        Address = wire.Text(Address);
        Port = wire.Number(Port);
    }
}
