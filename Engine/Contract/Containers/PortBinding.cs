namespace Panel.Engine.Contract;

/// <summary>A port of the container that is reachable on the host.</summary>
/// <param name="ContainerPort">1 to 65535.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="HostAddress">An IPv4 address of the host; null or 0.0.0.0 means all of them.</param>
/// <param name="HostPort">1 to 65535; null or 0 means a free port, chosen at each start.</param>
public sealed record PortBinding(int ContainerPort, PortProtocol Protocol = PortProtocol.Tcp, string? HostAddress = null, int? HostPort = null)
{
    /// <summary>The end of a range that begins with <see cref="HostPort"/>; each start takes its first free port. Null means that port
    /// alone.</summary>
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
