using System.Buffers.Binary;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Linux.NetFilter;

/// <summary>The kernel's counter of changes to a network namespace's nftables rules: while it stays the same, nobody has changed any.</summary>
public static class RulesetGeneration
{
    private const ushort Get = 10 << 8 | 16;
    private const int Id = 1;

    /// <summary>Reads the counter; takes some microseconds.</summary>
    /// <exception cref="NetlinkException">The kernel does not support nftables.</exception>
    public static uint Read(NetlinkSocket netfilter)
    {
        uint generation = 0;
        var batch = new NetlinkBatch().Begin("read the generation of the nftables rules", Get, NetlinkFlags.None).Body(new NetfilterHeader()).End();
        netfilter.Read(batch, (_, body) => generation = BinaryPrimitives.ReadUInt32BigEndian(new NetlinkAttributes(body[4..]).Find(Id)));
        return generation;
    }
}
