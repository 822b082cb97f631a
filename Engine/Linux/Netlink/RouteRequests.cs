using System.Net;
using System.Net.NetworkInformation;

namespace Panel.Engine.Linux.Netlink;

/// <summary>Requests for links, addresses and routes, each one message of a batch.</summary>
public static class RouteRequests
{
    private const NetlinkFlags CreateNew = NetlinkFlags.Create | NetlinkFlags.Exclusive | NetlinkFlags.Acknowledge;

    /// <summary>Creates a bridge that is up.</summary>
    public static NetlinkBatch AddBridge(this NetlinkBatch batch, string name, PhysicalAddress mac)
    {
        batch.Begin($"create the bridge {name}", RouteMessages.NewLink, CreateNew).Body(Up());
        batch.Attribute(RouteMessages.LinkName, name).Attribute(RouteMessages.LinkAddress, mac.GetAddressBytes());
        var info = batch.Nest(RouteMessages.LinkInfo);
        return batch.Attribute(RouteMessages.InfoKind, "bridge").Close(info).End();
    }

    /// <summary>Creates a veth pair: the host's end up and on the bridge, the peer in another network namespace.</summary>
    public static NetlinkBatch AddContainerLink(this NetlinkBatch batch, ContainerLinkSpec spec, int bridge, int peerNamespace)
    {
        batch.Begin($"create {spec.HostInterface} on {spec.Bridge}", RouteMessages.NewLink, CreateNew).Body(Up());
        batch.Attribute(RouteMessages.LinkName, spec.HostInterface).Attribute(RouteMessages.LinkMaster, (uint)bridge);
        if (spec.Mtu > 0) batch.Attribute(RouteMessages.LinkMtu, (uint)spec.Mtu);
        OneQueue(batch);
        var info = batch.Nest(RouteMessages.LinkInfo);
        batch.Attribute(RouteMessages.InfoKind, "veth");
        var data = batch.Nest(RouteMessages.InfoData);
        var peer = batch.Nest(RouteMessages.VethPeer);
        batch.Body(new RouteMessages.Link()).Attribute(RouteMessages.LinkName, spec.ContainerInterface);
        if (spec.MacAddress is { } mac) batch.Attribute(RouteMessages.LinkAddress, PhysicalAddress.Parse(mac).GetAddressBytes());
        if (spec.Mtu > 0) batch.Attribute(RouteMessages.LinkMtu, (uint)spec.Mtu);
        OneQueue(batch);
        batch.Attribute(RouteMessages.LinkNamespaceDescriptor, (uint)peerNamespace);
        return batch.Close(peer).Close(data).Close(info).End();
    }

    // One queue, which is all that a veth uses. By default, the kernel creates one for each processor and then waits twice for their
    // readers before it frees them.
    private static void OneQueue(NetlinkBatch batch) => batch.Attribute(RouteMessages.LinkSendQueues, 1u).Attribute(RouteMessages.LinkReceiveQueues, 1u);

    /// <summary>Lets a bridge return a packet through the port on which it arrived.</summary>
    public static NetlinkBatch SetHairpin(this NetlinkBatch batch, int index)
    {
        batch.Begin($"turn on hairpin mode of link {index}", RouteMessages.SetLink, NetlinkFlags.Acknowledge);
        batch.Body(new RouteMessages.Link { Family = RouteMessages.Bridge, Index = index });
        var port = batch.Nest(RouteMessages.LinkProtocolInfo | RouteMessages.Nested);
        return batch.Attribute(RouteMessages.PortMode, [1]).Close(port).End();
    }

    /// <summary>Brings a link up.</summary>
    public static NetlinkBatch SetUp(this NetlinkBatch batch, int index) =>
        batch.Begin($"bring up link {index}", RouteMessages.NewLink, NetlinkFlags.Acknowledge).Body(Up(index)).End();

    /// <summary>Puts a link into an interface group.</summary>
    public static NetlinkBatch SetGroup(this NetlinkBatch batch, int index, uint group) =>
        batch.Begin($"put link {index} into group {group}", RouteMessages.NewLink, NetlinkFlags.Acknowledge)
            .Body(new RouteMessages.Link { Index = index }).Attribute(RouteMessages.LinkGroup, group).End();

    /// <summary>Attaches a link to a bridge and brings it up.</summary>
    public static NetlinkBatch SetMaster(this NetlinkBatch batch, int index, int bridge) =>
        batch.Begin($"put link {index} on the bridge", RouteMessages.NewLink, NetlinkFlags.Acknowledge)
            .Body(Up(index)).Attribute(RouteMessages.LinkMaster, (uint)bridge).End();

    /// <summary>Deletes a link.</summary>
    public static NetlinkBatch DeleteLink(this NetlinkBatch batch, string name) =>
        batch.Begin($"delete the link {name}", RouteMessages.DeleteLink, NetlinkFlags.Acknowledge)
            .Body(new RouteMessages.Link()).Attribute(RouteMessages.LinkName, name).End();

    /// <summary>Gives a link an IPv4 address; an existing one is not an error.</summary>
    public static NetlinkBatch AddAddress(this NetlinkBatch batch, int index, IPAddress address, int prefixLength)
    {
        var local = address.GetAddressBytes();
        batch.Begin($"add {address}/{prefixLength} to link {index}", RouteMessages.NewAddress, NetlinkFlags.Create | NetlinkFlags.Acknowledge | ReplaceFlag);
        batch.Body(new RouteMessages.Address { Family = RouteMessages.Inet, PrefixLength = (byte)prefixLength, Index = index });
        batch.Attribute(RouteMessages.AddressLocal, local).Attribute(RouteMessages.AddressAddress, local);
        if (prefixLength >= 31) return batch.End();
        var broadcast = new Ipv4Subnet(address, prefixLength).Broadcast;
        return batch.AttributeBigEndian(RouteMessages.AddressBroadcast, broadcast).End();
    }

    /// <summary>Sets the default route of IPv4.</summary>
    public static NetlinkBatch AddDefaultRoute(this NetlinkBatch batch, int index, IPAddress gateway)
    {
        batch.Begin($"route by {gateway}", RouteMessages.NewRoute, NetlinkFlags.Create | NetlinkFlags.Acknowledge | ReplaceFlag);
        batch.Body(new RouteMessages.Route { Family = RouteMessages.Inet, Table = 254, Protocol = 3, Type = 1 });
        return batch.Attribute(RouteMessages.RouteGateway, gateway.GetAddressBytes()).Attribute(RouteMessages.RouteInterface, (uint)index).End();
    }

    private const NetlinkFlags ReplaceFlag = (NetlinkFlags)0x100;

    private static RouteMessages.Link Up(int index = 0) =>
        new() { Index = index, Flags = RouteMessages.InterfaceUp, Change = RouteMessages.InterfaceUp };
}
