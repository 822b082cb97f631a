using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Linux.NetFilter;

/// <summary>An element of one of the two port maps.</summary>
/// <param name="Protocol">6 for TCP, 17 for UDP.</param>
/// <param name="HostAddress">The address on which the port is published; null means every address of the host.</param>
/// <param name="HostPort">Port on the host.</param>
/// <param name="Address">Address of the container.</param>
/// <param name="Port">Port of the container.</param>
public sealed record PortElement(byte Protocol, IPAddress? HostAddress, int HostPort, IPAddress Address, int Port);

/// <summary>Changes elements of nftables maps through netlink alone, one transaction per call.</summary>
public static class MapElements
{
    private const ushort BatchBegin = 0x10, BatchEnd = 0x11;
    private const ushort Subsystem = 10;
    private const ushort NewElement = Subsystem << 8 | 12;
    private const ushort DeleteElement = Subsystem << 8 | 14;
    private const int Nested = 0x8000;

    // NFPROTO_INET: one table for both families.
    private const byte Inet = 1;

    /// <summary>The map of ports published on one address.</summary>
    public const string AddressPorts = "address_ports";

    /// <summary>The map of ports published on every address.</summary>
    public const string Ports = "ports";

    /// <summary>Adds elements; an existing element with the same value is not an error.</summary>
    public static NetlinkBatch Add(string table, IEnumerable<PortElement> elements) => Build(table, elements, NewElement, NetlinkFlags.Create);

    /// <summary>Deletes elements; fails as a whole when one does not exist.</summary>
    public static NetlinkBatch Delete(string table, IEnumerable<PortElement> elements) => Build(table, elements, DeleteElement, NetlinkFlags.None);

    private static NetlinkBatch Build(string table, IEnumerable<PortElement> elements, ushort type, NetlinkFlags flags)
    {
        var batch = new NetlinkBatch();
        batch.Begin("begin the nftables transaction", BatchBegin, NetlinkFlags.None).Body(Header(0, Subsystem)).End();
        foreach (var element in elements) Append(batch, table, element, type, flags);
        return batch.Begin("end the nftables transaction", BatchEnd, NetlinkFlags.None).Body(Header(0, Subsystem)).End();
    }

    private static void Append(NetlinkBatch batch, string table, PortElement element, ushort type, NetlinkFlags flags)
    {
        var verb = type == NewElement ? "publish" : "withdraw";
        batch.Begin($"{verb} port {element.HostPort}", type, flags | NetlinkFlags.Acknowledge).Body(Header(Inet, 0));
        batch.Attribute(1, table).Attribute(2, element.HostAddress is null ? Ports : AddressPorts);
        var list = batch.Nest(3 | Nested);
        var one = batch.Nest(1 | Nested);
        Span<byte> bytes = stackalloc byte[12];
        var key = batch.Nest(1 | Nested);
        batch.Attribute(1, bytes[..Key(element, bytes)]).Close(key);
        if (type == NewElement)
        {
            bytes.Clear();
            element.Address.TryWriteBytes(bytes, out _);
            BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)element.Port);
            var data = batch.Nest(2 | Nested);
            batch.Attribute(1, bytes[..8]).Close(data);
        }
        batch.Close(one).Close(list).End();
    }

    // Each part of a concatenated key is padded to 4 bytes.
    private static int Key(PortElement element, Span<byte> bytes)
    {
        bytes.Clear();
        var offset = 0;
        if (element.HostAddress is { } address)
        {
            address.TryWriteBytes(bytes, out _);
            offset = 4;
        }
        bytes[offset] = element.Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[(offset + 4)..], (ushort)element.HostPort);
        return offset + 8;
    }

    private static NetfilterHeader Header(byte family, ushort resource) =>
        new() { Family = family, Resource = BinaryPrimitives.ReverseEndianness(resource) };
}

/// <summary>The fixed part of a netfilter message; the resource is in network byte order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetfilterHeader
{
    public byte Family;
    public byte Version;
    public ushort Resource;
}
