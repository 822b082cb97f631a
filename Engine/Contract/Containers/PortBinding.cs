namespace Panel.Engine.Contract;

/// <summary>A port of the container made reachable on the host.</summary>
/// <param name="ContainerPort">1 to 65535.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="HostAddress">One IPv4 address of the host; null or 0.0.0.0 is all of them.</param>
/// <param name="HostPort">1 to 65535; null or 0 takes a free one at each start.</param>
public sealed record PortBinding(int ContainerPort, PortProtocol Protocol = PortProtocol.Tcp, string? HostAddress = null, int? HostPort = null)
{
    /// <summary>The last of a range that begins with <see cref="HostPort"/>, of which each start takes the first that is free; null is that port alone.</summary>
    public int? LastHostPort { get; set; }
}

/// <summary>Transport protocol of a published port.</summary>
public enum PortProtocol
{
    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,
}
