using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Converts ports to the forms in Docker's JSON.</summary>
internal static class ContainerPorts
{
    /// <summary>A port as <c>80/tcp</c>.</summary>
    public static string Key(PortBinding port) => $"{port.ContainerPort}/{Protocol(port)}";

    /// <summary>Ports for the list: those in use on the host with their address, the others without one.</summary>
    public static List<PortModel> Listed(IReadOnlyList<PortBinding> ports) =>
    [
        .. ports.OrderBy(port => port.ContainerPort).Select(port => port.HostPort > 0
            ? new PortModel { IP = Address(port), PrivatePort = port.ContainerPort, PublicPort = port.HostPort, Type = Protocol(port) }
            : new PortModel { PrivatePort = port.ContainerPort, Type = Protocol(port) }),
    ];

    /// <summary>Ports for inspect: every port, with null for one that is not in use on the host.</summary>
    public static Dictionary<string, List<HostPort>?> InUse(IReadOnlyList<PortBinding> ports)
    {
        Dictionary<string, List<HostPort>?> map = [];
        foreach (var port in ports)
        {
            map.TryAdd(Key(port), null);
            if (port.HostPort > 0) (map[Key(port)] ??= []).Add(new() { HostIp = Address(port), Port = $"{port.HostPort}" });
        }

        return map;
    }

    /// <summary>The ports of the request.</summary>
    public static Dictionary<string, List<HostPort>?> Asked(ContainerSpec spec) => spec.Asked?.PortBindings is { } asked
        ? asked.ToDictionary(port => port.Key, port => port.Value?.Select(binding => new HostPort { HostIp = binding.HostIp, Port = binding.HostPort }).ToList())
        : spec.Ports.GroupBy(Key).ToDictionary(group => group.Key, group => (List<HostPort>?)[.. group.Select(port => new HostPort { HostIp = port.HostAddress ?? "", Port = Range(port) })]);

    private static string Range(PortBinding port) => port switch
    {
        { HostPort: not > 0 } => "",
        { LastHostPort: { } last } => $"{port.HostPort}-{last}",
        _ => $"{port.HostPort}",
    };

    private static string Address(PortBinding port) => string.IsNullOrEmpty(port.HostAddress) ? "0.0.0.0" : port.HostAddress;

    private static string Protocol(PortBinding port) => port.Protocol == PortProtocol.Udp ? "udp" : "tcp";
}
