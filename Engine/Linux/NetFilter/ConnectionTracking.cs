using System.Buffers.Binary;
using System.Net;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Linux.NetFilter;

/// <summary>A tracked UDP flow: the destination of its first packet, and who answers.</summary>
/// <param name="Destination">The address to which the sender sent.</param>
/// <param name="DestinationPort">Its port.</param>
/// <param name="Responder">The address that answers; the container's when the flow is translated.</param>
public sealed record UdpFlow(IPAddress Destination, int DestinationPort, IPAddress Responder);

/// <summary>Removes UDP flows that would continue to a port's former destination: the kernel decides the translation once per flow.</summary>
public static class ConnectionTracking
{
    private const ushort Get = 1 << 8 | 1;
    private const ushort Delete = 1 << 8 | 2;
    private const int Nested = 0x8000;
    private const byte Ipv4 = 2;
    private const byte Udp = 17;
    private const int Gone = 2;

    /// <summary>Deletes the matching UDP flows.</summary>
    /// <returns>The number of deleted flows.</returns>
    public static int Forget(NetlinkSocket netfilter, Predicate<UdpFlow> match)
    {
        List<byte[]> doomed = [];
        var dump = new NetlinkBatch().Begin("list tracked flows", Get, NetlinkFlags.Dump | NetlinkFlags.Acknowledge)
            .Body(new NetfilterHeader { Family = Ipv4 }).End();
        netfilter.Read(dump, (_, body) =>
        {
            var attributes = new NetlinkAttributes(body[4..]);
            var original = attributes.Find(1);
            if (Parse(original, attributes.Find(2)) is { } flow && match(flow)) doomed.Add(original.ToArray());
        });
        foreach (var tuple in doomed)
        {
            var batch = new NetlinkBatch().Begin("forget a tracked flow", Delete, NetlinkFlags.Acknowledge).Body(new NetfilterHeader { Family = Ipv4 });
            try
            {
                netfilter.Execute(batch.Attribute(1 | Nested, tuple).End());
            }
            catch (NetlinkException error) when (error.Errno == Gone)
            {
                // The flow timed out meanwhile.
            }
        }
        return doomed.Count;
    }

    private static UdpFlow? Parse(ReadOnlySpan<byte> original, ReadOnlySpan<byte> reply)
    {
        var protocol = new NetlinkAttributes(new NetlinkAttributes(original).Find(2));
        if (protocol.Find(1) is not [Udp]) return null;
        var destination = new NetlinkAttributes(new NetlinkAttributes(original).Find(1)).Find(2);
        var responder = new NetlinkAttributes(new NetlinkAttributes(reply).Find(1)).Find(1);
        var port = protocol.Find(3);
        if (destination.Length != 4 || responder.Length != 4 || port.Length != 2) return null;
        return new UdpFlow(new IPAddress(destination), BinaryPrimitives.ReadUInt16BigEndian(port), new IPAddress(responder));
    }
}
