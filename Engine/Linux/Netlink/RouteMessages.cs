using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.Netlink;

/// <summary>Fixed parts, types and attributes of rtnetlink (linux/rtnetlink.h, if_link.h, if_addr.h).</summary>
internal static class RouteMessages
{
    public const ushort NewLink = 16, DeleteLink = 17, GetLink = 18, SetLink = 19, NewAddress = 20, GetAddress = 22, NewRoute = 24, GetRoute = 26;
    public const byte Inet = 2, Bridge = 7;
    public const uint InterfaceUp = 1;
    public const int LinkAddress = 1, LinkName = 3, LinkMtu = 4, LinkPeer = 5, LinkMaster = 10, LinkProtocolInfo = 12, LinkInfo = 18, LinkGroup = 27, LinkNamespaceDescriptor = 28, LinkSendQueues = 31, LinkReceiveQueues = 32;
    public const int InfoKind = 1, InfoData = 2, VethPeer = 1, PortMode = 4, Nested = 0x8000;
    public const int AddressAddress = 1, AddressLocal = 2, AddressBroadcast = 4;
    public const int RouteDestination = 1, RouteInterface = 4, RouteGateway = 5;

    [StructLayout(LayoutKind.Sequential)]
    public struct Link
    {
        public byte Family;
        public byte Padding;
        public ushort Type;
        public int Index;
        public uint Flags;
        public uint Change;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Address
    {
        public byte Family;
        public byte PrefixLength;
        public byte Flags;
        public byte Scope;
        public int Index;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Route
    {
        public byte Family, DestinationLength, SourceLength, Tos;
        public byte Table, Protocol, Scope, Type;
        public uint Flags;
    }
}
