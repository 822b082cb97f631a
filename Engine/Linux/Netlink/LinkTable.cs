using System.Net;
using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.Netlink;

/// <summary>A link of the host.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Name">Its name.</param>
/// <param name="Master">Index of its bridge, or 0.</param>
/// <param name="Kind">bridge, veth and so on; empty for hardware.</param>
/// <param name="Up">Whether it is up.</param>
/// <param name="Mtu">The largest packet.</param>
/// <param name="Group">Its interface group; 0 by default.</param>
/// <param name="Peer">Index of a veth's other end, in that end's network namespace.</param>
public sealed record LinkEntry(int Index, string Name, int Master, string Kind, bool Up, int Mtu, uint Group, int Peer);

/// <summary>Reads links, addresses and routes.</summary>
public static class LinkTable
{
    /// <summary>Every link.</summary>
    public static IReadOnlyList<LinkEntry> Links(NetlinkSocket socket)
    {
        List<LinkEntry> links = [];
        var batch = new NetlinkBatch().Begin("list links", RouteMessages.GetLink, NetlinkFlags.Dump | NetlinkFlags.Acknowledge).Body(new RouteMessages.Link()).End();
        socket.Read(batch, (_, body) => links.Add(Parse(body)));
        return links;
    }

    /// <summary>The link with that name, or null.</summary>
    public static LinkEntry? Find(NetlinkSocket socket, string name)
    {
        LinkEntry? link = null;
        var batch = new NetlinkBatch().Begin($"find the link {name}", RouteMessages.GetLink, NetlinkFlags.None)
            .Body(new RouteMessages.Link()).Attribute(RouteMessages.LinkName, name).End();
        try
        {
            socket.Read(batch, (_, body) => link = Parse(body));
        }
        catch (NetlinkException error) when (error.Errno == NoDevice)
        {
            return null;
        }
        return link;
    }

    /// <summary>Subnets of the IPv4 addresses, with the index of each one's link.</summary>
    public static IReadOnlyList<(int Link, IPAddress Address, int PrefixLength)> Addresses(NetlinkSocket socket)
    {
        List<(int, IPAddress, int)> addresses = [];
        var batch = new NetlinkBatch().Begin("list addresses", RouteMessages.GetAddress, NetlinkFlags.Dump | NetlinkFlags.Acknowledge)
            .Body(new RouteMessages.Address { Family = RouteMessages.Inet }).End();
        socket.Read(batch, (_, body) =>
        {
            var header = MemoryMarshal.Read<RouteMessages.Address>(body);
            var local = new NetlinkAttributes(body[8..]).Find(RouteMessages.AddressLocal);
            if (local.Length == 4) addresses.Add((header.Index, new IPAddress(local), header.PrefixLength));
        });
        return addresses;
    }

    /// <summary>IPv4 destinations of the routes, with the index of each one's link, without host-local ones.</summary>
    public static IReadOnlyList<(int Link, Ipv4Subnet Destination)> Routes(NetlinkSocket socket)
    {
        List<(int, Ipv4Subnet)> routes = [];
        var batch = new NetlinkBatch().Begin("list routes", RouteMessages.GetRoute, NetlinkFlags.Dump | NetlinkFlags.Acknowledge)
            .Body(new RouteMessages.Route { Family = RouteMessages.Inet }).End();
        socket.Read(batch, (_, body) =>
        {
            var header = MemoryMarshal.Read<RouteMessages.Route>(body);
            var attributes = new NetlinkAttributes(body[12..]);
            var destination = attributes.Find(RouteMessages.RouteDestination);
            if (header.Table == 255) return;
            var link = attributes.Find(RouteMessages.RouteInterface);
            var network = destination.Length == 4 ? new IPAddress(destination) : IPAddress.Any;
            routes.Add((link.Length == 4 ? MemoryMarshal.Read<int>(link) : 0, new Ipv4Subnet(network, header.DestinationLength)));
        });
        return routes;
    }

    private const int NoDevice = 19;

    private static LinkEntry Parse(ReadOnlySpan<byte> body)
    {
        var header = MemoryMarshal.Read<RouteMessages.Link>(body);
        // The kernel omits the other end's index when it is the same.
        var (name, kind, master, mtu, group, peer) = ("", "", 0, 0, 0u, header.Index);
        foreach (var attribute in new NetlinkAttributes(body[16..]))
        {
            if (attribute.Type == RouteMessages.LinkName) name = attribute.Text;
            else if (attribute.Type == RouteMessages.LinkMaster) master = (int)attribute.Number;
            else if (attribute.Type == RouteMessages.LinkMtu) mtu = (int)attribute.Number;
            else if (attribute.Type == RouteMessages.LinkPeer) peer = (int)attribute.Number;
            else if (attribute.Type == RouteMessages.LinkGroup) group = attribute.Number;
            else if (attribute.Type == RouteMessages.LinkInfo)
            {
                foreach (var info in new NetlinkAttributes(attribute.Value))
                    if (info.Type == RouteMessages.InfoKind) kind = info.Text;
            }
        }
        return new LinkEntry(header.Index, name, master, kind, (header.Flags & RouteMessages.InterfaceUp) != 0, mtu, group, peer);
    }
}
