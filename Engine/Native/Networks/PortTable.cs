using System.Net;
using System.Net.Sockets;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Networks;

/// <summary>Host ports that containers hold. Not thread-safe.</summary>
/// <param name="isFree">Whether no other program of the host uses the port.</param>
internal sealed class PortTable(Func<PublishedPort, bool> isFree)
{
    private const int FirstEphemeral = 32768;
    private const int LastEphemeral = 60999;
    private const string Any = "0.0.0.0";
    private readonly Dictionary<PublishedPort, string> _taken = [];

    /// <summary>Takes the ports for a container, all or none.</summary>
    /// <exception cref="PortTakenException">One is taken.</exception>
    /// <exception cref="ConflictException">None of a range is free.</exception>
    public IReadOnlyList<PublishedPort> Take(string containerId, IReadOnlyList<PortBinding> bindings)
    {
        List<PublishedPort> ports = [];
        try
        {
            foreach (var (index, binding) in bindings.Index())
            {
                var port = Choose(binding, index);
                _taken.Add(port, containerId);
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

    /// <summary>Marks ports of a live container as taken.</summary>
    public void Mark(string containerId, IEnumerable<PublishedPort> ports)
    {
        foreach (var port in ports) _taken[port] = containerId;
    }

    /// <summary>Frees ports.</summary>
    public void Free(IEnumerable<PublishedPort> ports)
    {
        foreach (var port in ports) _taken.Remove(port);
    }

    private PublishedPort Choose(PortBinding binding, int index)
    {
        var port = new PublishedPort(binding.Protocol, Address(binding), binding.HostPort ?? 0, binding.ContainerPort);
        if (binding.LastHostPort is { } last) return FirstFree(port, last);
        if (port.HostPort != 0) return IsFree(port) ? port : throw new PortTakenException(port, index, HolderOf(port));
        const int count = LastEphemeral - FirstEphemeral + 1;
        var start = Random.Shared.Next(count);
        for (var step = 0; step < count; step++)
        {
            var candidate = port with { HostPort = FirstEphemeral + ((start + step) % count) };
            if (IsFree(candidate)) return candidate;
        }
        throw new ConflictException($"No port from {FirstEphemeral} to {LastEphemeral} is free on {port.HostAddress}.");
    }

    private PublishedPort FirstFree(PublishedPort first, int last)
    {
        for (var number = first.HostPort; number <= last; number++)
        {
            var candidate = first with { HostPort = number };
            if (IsFree(candidate)) return candidate;
        }
        throw new ConflictException($"No port from {first.HostPort} to {last} is free on {first.HostAddress}: all ports are allocated; choose another range.");
    }

    private bool IsFree(PublishedPort port) => HolderOf(port) is null && isFree(port);

    private string? HolderOf(PublishedPort port) => _taken.FirstOrDefault(other =>
        other.Key.HostPort == port.HostPort && other.Key.Protocol == port.Protocol
        && (other.Key.HostAddress == port.HostAddress || other.Key.HostAddress == Any || port.HostAddress == Any)).Value;

    private static string Address(PortBinding binding)
    {
        if (string.IsNullOrEmpty(binding.HostAddress)) return Any;
        return IPAddress.TryParse(binding.HostAddress, out var address) && address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString()
            : throw new InvalidInputException($"'{binding.HostAddress}' is not an IPv4 address of the host.", "Ports");
    }
}
