using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.Netlink;

/// <summary>A filter at the point where packets enter through a link (tc, ingress): before the bridge, br_netfilter and every nftables
/// hook. Flushing the ruleset does not remove it, and it stays while the panel is down.</summary>
public sealed class LinkGuard
{
    private const ushort NewQueue = 36, NewFilter = 44, GetFilter = 46;
    private const int Kind = 1, Options = 2, OpsLength = 4, Ops = 5, ProgramFlags = 8;
    private const uint DirectAction = 1;
    private const int Exists = 17, NotFound = 2, NotSupported = 95;

    // linux/pkt_sched.h: TC_H_CLSACT, its handle ffff:0, and TC_H_MIN_INGRESS below it.
    private const uint Hook = 0xFFFF_FFF1, HookHandle = 0xFFFF_0000, Ingress = 0xFFFF_FFF2;

    // Priority 1 in the upper half, ETH_P_ALL in network byte order in the lower.
    private static readonly uint s_everyProtocol = (1u << 16) | (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((ushort)3) : 3u);

    private readonly byte[] _program;

    private LinkGuard(Instruction[] program) => _program = MemoryMarshal.AsBytes<Instruction>(program).ToArray();

    /// <summary>For the host's end of a container's link: drops IPv6, and IPv4 from or to 127.0.0.0/8.</summary>
    // Offsets count from the Ethernet header: a positive offset can also be read in a fragmented buffer, one from SKF_NET_OFF cannot.
    public static LinkGuard Container { get; } = new(
    [
        new(0x20, 0, 0, 0xFFFF_F000), // load the protocol (SKF_AD_OFF + SKF_AD_PROTOCOL); a VLAN tag is already removed
        new(0x15, 8, 0, 0x86DD), // IPv6: drop
        new(0x15, 0, 6, 0x0800), // not IPv4: pass
        new(0x20, 0, 0, 30), // load the destination
        new(0x54, 0, 0, 0xFF00_0000),
        new(0x15, 4, 0, 0x7F00_0000), // 127.0.0.0/8: drop
        new(0x20, 0, 0, 26), // load the source
        new(0x54, 0, 0, 0xFF00_0000),
        new(0x15, 1, 0, 0x7F00_0000), // 127.0.0.0/8: drop
        new(0x06, 0, 0, 0xFFFF_FFFF), // pass: TC_ACT_UNSPEC
        new(0x06, 0, 0, 2), // drop: TC_ACT_SHOT
    ]);

    /// <summary>For the bridge: drops IPv6 that reaches the host. It accepts 127.0.0.0/8, because with br_netfilter an answer to the host's
    /// loopback is translated back before it enters through the bridge.</summary>
    public static LinkGuard Bridge { get; } = new(
    [
        new(0x20, 0, 0, 0xFFFF_F000),
        new(0x15, 1, 0, 0x86DD),
        new(0x06, 0, 0, 0xFFFF_FFFF),
        new(0x06, 0, 0, 2),
    ]);

    /// <summary>Puts the guard on a link, unless it is already there.</summary>
    /// <remarks>
    /// Nothing is tried again. The kernel itself replays a request that meets another change of filters (EAGAIN in net/sched/cls_api.c and sch_api.c), and
    /// it queues its answer before sendto(2) returns: if an answer does not come, somebody else has closed the descriptor.
    /// </remarks>
    /// <exception cref="NetlinkException">The kernel refused, for instance because it does not have the classifier <c>bpf</c>.</exception>
    public void Ensure(NetlinkSocket socket, int link)
    {
        try
        {
            socket.Execute(AddTo(link));
        }
        catch (NetlinkException error) when (error.Errno == Exists)
        {
            // The kernel continues after the refusal and replaces the program, which has its own handle.
            socket.Execute(AddProgram(new NetlinkBatch(), link));
        }
    }

    /// <summary>Whether the error means that the kernel does not support such filters (no sch_ingress, no cls_bpf).</summary>
    public static bool IsUnsupported(NetlinkException refusal) => refusal.Errno is NotFound or NotSupported;

    /// <summary>Whether the link has the guard.</summary>
    public bool IsOn(NetlinkSocket socket, int link)
    {
        var found = false;
        var batch = new NetlinkBatch().Begin($"list the filters of link {link}", GetFilter, NetlinkFlags.Dump | NetlinkFlags.Acknowledge)
            .Body(new Message { Index = link, Parent = Ingress }).End();
        socket.Read(batch, (_, body) => found |= new NetlinkAttributes(new NetlinkAttributes(body[20..]).Find(Options)).Find(Ops).SequenceEqual(_program));
        return found;
    }

    private NetlinkBatch AddTo(int link)
    {
        var batch = new NetlinkBatch();
        batch.Begin($"make room for a filter on link {link}", NewQueue, NetlinkFlags.Create | NetlinkFlags.Exclusive | NetlinkFlags.Acknowledge);
        batch.Body(new Message { Index = link, Handle = HookHandle, Parent = Hook }).Attribute(Kind, "clsact").End();
        return AddProgram(batch, link);
    }

    private NetlinkBatch AddProgram(NetlinkBatch batch, int link)
    {
        batch.Begin($"guard link {link}", NewFilter, NetlinkFlags.Create | NetlinkFlags.Acknowledge);
        batch.Body(new Message { Index = link, Handle = 1, Parent = Ingress, Info = s_everyProtocol }).Attribute(Kind, "bpf");
        var options = batch.Nest(Options);
        batch.Attribute(OpsLength, BitConverter.GetBytes((ushort)(_program.Length / 8))).Attribute(Ops, _program).Attribute(ProgramFlags, DirectAction);
        return batch.Close(options).End();
    }

    /// <summary>An instruction of classic BPF (linux/filter.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary>The fixed part of a traffic control message (linux/rtnetlink.h, tcmsg).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public byte Family;
        public byte Padding;
        public ushort MorePadding;
        public int Index;
        public uint Handle;
        public uint Parent;
        public uint Info;
    }
}
