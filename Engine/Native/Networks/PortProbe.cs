using System.Net;
using System.Net.Sockets;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Networks;

/// <summary>Asks the kernel whether a host port is free, by binding it for a moment.</summary>
internal static class PortProbe
{
    /// <summary>Whether the port is free.</summary>
    /// <exception cref="InvalidInputException">The host does not have the address.</exception>
    /// <exception cref="NotPermittedException">The port may not be bound.</exception>
    public static bool IsFree(PublishedPort port)
    {
        var tcp = port.Protocol == PortProtocol.Tcp;
        using var socket = new Socket(AddressFamily.InterNetwork, tcp ? SocketType.Stream : SocketType.Dgram, tcp ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            // .NET binds TCP with SO_REUSEADDR, which ignores connections in TIME_WAIT, as the shim does; only listen detects a listening
            // program.
            socket.Bind(new IPEndPoint(IPAddress.Parse(port.HostAddress), port.HostPort));
            if (tcp) socket.Listen(1);
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            throw new InvalidInputException($"The host has no address {port.HostAddress}; publish on one of its addresses, or on all.", "Ports", error);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new NotPermittedException($"The panel may not bind port {port.HostPort} of {port.HostAddress}.", error);
        }
    }
}
