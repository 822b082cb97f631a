using System.Net;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Netlink;

/// <summary>Creates the interfaces of a container's network namespace. Synchronous; safe in the single-threaded shim.</summary>
public static class ContainerLink
{
    private const int Loopback = 1;
    private const int NoDevice = 19, Again = 11;
    private const int DetachAttempts = 100;
    private const string BridgeFilter = "/proc/sys/net/bridge";

    /// <summary>Connects the network namespace of <paramref name="initPid"/> to the bridge, behind a <see cref="LinkGuard"/> and without
    /// IPv6. Undoes everything on failure.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static void Attach(int initPid, ContainerLinkSpec spec)
    {
        using var inside = NetworkNamespace.Open($"/proc/{initPid}/ns/net");
        // Every later interface starts without IPv6; the loopback already exists and keeps ::1.
        using var insideSocket = inside.OpenRouteSocket(IPv6Switch.TurnOffForNewLinks);
        using var hostSocket = NetlinkSocket.Route();
        var bridge = LinkTable.Find(hostSocket, spec.Bridge) ?? throw new NetlinkException($"join the bridge {spec.Bridge}", NoDevice);
        hostSocket.Execute(new NetlinkBatch().AddContainerLink(spec, bridge.Index, inside.Descriptor));
        try
        {
            var link = LinkTable.Find(insideSocket, spec.ContainerInterface) ?? throw new NetlinkException($"find {spec.ContainerInterface} inside", NoDevice);
            Guard(hostSocket, spec.HostInterface, link.Peer);
            var batch = new NetlinkBatch().SetUp(Loopback);
            batch.AddAddress(link.Index, IPAddress.Parse(spec.Address), spec.PrefixLength).SetUp(link.Index);
            if (spec.Gateway is { } gateway) batch.AddDefaultRoute(link.Index, IPAddress.Parse(gateway));
            insideSocket.Execute(batch);
            if (Directory.Exists(BridgeFilter)) TurnOnHairpin(hostSocket, spec.HostInterface);
        }
        catch
        {
            Detach(hostSocket, spec.HostInterface);
            throw;
        }
    }

    // Runs before the container's end is up, so that no packet passes without it.
    private static void Guard(NetlinkSocket socket, string hostInterface, int index)
    {
        IPv6Switch.TurnOff(hostInterface);
        try
        {
            LinkGuard.Container.Ensure(socket, index);
        }
        catch (NetlinkException error) when (LinkGuard.IsUnsupported(error))
        {
            // The engine has already found this at its start: it reports it and keeps route_localnet off, which the guard protects.
        }
    }

    // With br_netfilter loaded, a packet to one of the sender's own published ports is translated on the bridge and must return through the
    // sender's bridge port.
    private static void TurnOnHairpin(NetlinkSocket socket, string hostInterface)
    {
        var link = LinkTable.Find(socket, hostInterface) ?? throw new NetlinkException($"find {hostInterface}", NoDevice);
        socket.Execute(new NetlinkBatch().SetHairpin(link.Index));
    }

    /// <summary>Brings up the loopback interface in the network namespace of <paramref name="initPid"/>.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static void LoopbackUp(int initPid)
    {
        using var inside = NetworkNamespace.Open($"/proc/{initPid}/ns/net");
        using var socket = inside.OpenRouteSocket();
        socket.Execute(new NetlinkBatch().SetUp(Loopback));
    }

    /// <summary>Removes the host's end, and with it the container's; does nothing when it is gone.</summary>
    public static void Detach(string hostInterface)
    {
        using var socket = NetlinkSocket.Route();
        Detach(socket, hostInterface);
    }

    /// <summary>Removes the host's end through an open socket.</summary>
    public static void Detach(NetlinkSocket socket, string hostInterface)
    {
        for (var left = DetachAttempts; ; left--)
        {
            try
            {
                socket.Execute(new NetlinkBatch().DeleteLink(hostInterface));
                return;
            }
            catch (NetlinkException error) when (error.Errno == NoDevice)
            {
                // It went with the container's namespace.
                return;
            }
            catch (NetlinkException error) when (error.Errno == Again && left > 0)
            {
                // The kernel still uses part of the link's filter; it says itself that a retry helps.
                Readiness.Wait([], 5);
            }
        }
    }
}
