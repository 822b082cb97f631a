using System.Net;

namespace Panel.Engine.Linux.Netlink;

/// <summary>Gives a container's network namespace its interfaces. Synchronous; safe in the single-threaded shim.</summary>
public static class ContainerLink
{
    private const int Loopback = 1;
    private const int NoDevice = 19;
    private const string BridgeFilter = "/proc/sys/net/bridge";
    private static readonly bool HasIPv6 = Directory.Exists("/proc/sys/net/ipv6");

    /// <summary>Joins the network namespace of <paramref name="initPid"/> to the bridge. Undoes itself when it fails.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static void Attach(int initPid, ContainerLinkSpec spec)
    {
        using var inside = NetworkNamespace.Open($"/proc/{initPid}/ns/net");
        using var insideSocket = inside.OpenRouteSocket();
        using var hostSocket = NetlinkSocket.Route();
        var bridge = LinkTable.Find(hostSocket, spec.Bridge) ?? throw new NetlinkException($"join the bridge {spec.Bridge}", NoDevice);
        hostSocket.Execute(new NetlinkBatch().AddContainerLink(spec, bridge.Index, inside.Descriptor));
        try
        {
            var link = LinkTable.Find(insideSocket, spec.ContainerInterface) ?? throw new NetlinkException($"find {spec.ContainerInterface} inside", NoDevice);
            var batch = new NetlinkBatch().SetUp(Loopback);
            if (HasIPv6) batch.SetNoIPv6Addresses(link.Index);
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

    // With br_netfilter loaded, a packet to a published port of the sender's own is translated on the bridge and must go back by its port.
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

    /// <summary>Removes the host's end, and with it the container's; nothing when it is gone.</summary>
    public static void Detach(string hostInterface)
    {
        using var socket = NetlinkSocket.Route();
        Detach(socket, hostInterface);
    }

    /// <summary>Removes the host's end by a socket that is open.</summary>
    public static void Detach(NetlinkSocket socket, string hostInterface)
    {
        try
        {
            socket.Execute(new NetlinkBatch().DeleteLink(hostInterface));
        }
        catch (NetlinkException error) when (error.Errno == NoDevice)
        {
            // Gone already, with the container's namespace.
        }
    }
}
