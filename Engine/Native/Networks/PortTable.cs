using System.Net;
using System.Net.Sockets;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Networks;

/// <summary>Ports of the host that containers hold. Not thread-safe.</summary>
/// <param name="isFree">Whether no other program of the host has the port.</param>
internal sealed class PortTable(Func<PublishedPort, bool> isFree)
{
    private const int FirstEphemeral = 32768;
    private const int LastEphemeral = 60999;
    private const string Any = "0.0.0.0";
    private readonly HashSet<PublishedPort> _taken = [];

    /// <summary>Takes the ports, all or none.</summary>
    /// <exception cref="ConflictException">One is taken.</exception>
    public IReadOnlyList<PublishedPort> Take(IReadOnlyList<PortBinding> bindings)
    {
        List<PublishedPort> ports = [];
        try
        {
            foreach (var binding in bindings)
            {
                var port = Choose(binding);
                _taken.Add(port);
                ports.Add(port);
            }
            return ports;
        }
        catch
        {
            Free(ports);
            throw;
        }
    }

    /// <summary>Marks ports that a live container has.</summary>
    public void Mark(IEnumerable<PublishedPort> ports) => _taken.UnionWith(ports);

    /// <summary>Gives ports back.</summary>
    public void Free(IEnumerable<PublishedPort> ports) => _taken.ExceptWith(ports);

    private PublishedPort Choose(PortBinding binding)
    {
        var port = new PublishedPort(binding.Protocol, Address(binding), binding.HostPort ?? 0, binding.ContainerPort);
        if (binding.LastHostPort is { } last) return FirstFree(port, last);
        if (port.HostPort != 0) return !Conflicts(port) && isFree(port) ? port : throw Allocated(port);
        const int count = LastEphemeral - FirstEphemeral + 1;
        var start = Random.Shared.Next(count);
        for (var step = 0; step < count; step++)
        {
            var candidate = port with { HostPort = FirstEphemeral + ((start + step) % count) };
            if (!Conflicts(candidate) && isFree(candidate)) return candidate;
        }
        throw new ConflictException($"No port from {FirstEphemeral} to {LastEphemeral} is free on {port.HostAddress}.");
    }

    private PublishedPort FirstFree(PublishedPort first, int last)
    {
        for (var number = first.HostPort; number <= last; number++)
        {
            var candidate = first with { HostPort = number };
            if (!Conflicts(candidate) && isFree(candidate)) return candidate;
        }
        throw new ConflictException($"No port from {first.HostPort} to {last} is free on {first.HostAddress}; choose another range.");
    }

    private bool Conflicts(PublishedPort port) => _taken.Any(other =>
        other.HostPort == port.HostPort && other.Protocol == port.Protocol
        && (other.HostAddress == port.HostAddress || other.HostAddress == Any || port.HostAddress == Any));

    private static string Address(PortBinding binding)
    {
        if (string.IsNullOrEmpty(binding.HostAddress)) return Any;
        return IPAddress.TryParse(binding.HostAddress, out var address) && address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString()
            : throw new InvalidInputException($"'{binding.HostAddress}' is not an IPv4 address of the host.", "Ports");
    }

    private static ConflictException Allocated(PublishedPort port)
    {
        var address = port.HostAddress == Any ? "" : port.HostAddress + ":";
        var protocol = port.Protocol == PortProtocol.Tcp ? "tcp" : "udp";
        return new ConflictException($"Port {address}{port.HostPort}/{protocol} is already allocated; choose another host port.");
    }
}
