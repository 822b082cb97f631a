using System.Net;
using System.Net.NetworkInformation;
using Panel.Engine.Linux.NetFilter;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Linux.Tests.Netlink;

public sealed class NetlinkBatchTests
{
    [Fact]
    public void AddBridge_Always_HasTheKernelsBytes()
    {
        var bytes = new NetlinkBatch().AddBridge("br0", PhysicalAddress.Parse("02:42:ac:11:00:01")).Bytes;

        Assert.Equal(
            "44000000" + "1000" + "0506" + "01000000" + "00000000" // length, RTM_NEWLINK, REQUEST ACK EXCL CREATE, sequence, port
            + "00000000" + "00000000" + "01000000" + "01000000" // ifinfomsg, up
            + "08000300" + "62723000" // IFLA_IFNAME br0
            + "0a000100" + "0242ac110001" + "0000" // IFLA_ADDRESS, padded
            + "10001200" + "0b000100" + "62726964676500" + "00", // IFLA_LINKINFO with kind bridge, padded
            Hex(bytes));
    }

    [Fact]
    public void AddAddress_Always_HasLocalAddressAndBroadcast()
    {
        var bytes = new NetlinkBatch().AddAddress(7, IPAddress.Parse("172.17.0.2"), 16).Bytes;

        Assert.Equal(
            "30000000" + "1400" + "0505" + "01000000" + "00000000"
            + "02100000" + "07000000"
            + "08000200" + "ac110002" + "08000100" + "ac110002" + "08000400" + "ac11ffff",
            Hex(bytes));
    }

    [Fact]
    public void MapElement_OnOneAddress_HasPaddedConcatenatedKeyAndData()
    {
        var bytes = MapElements.Add("t", [new PortElement(6, IPAddress.Parse("127.0.0.1"), 8080, IPAddress.Parse("172.17.0.2"), 80)]).Bytes;
        var text = Hex(bytes);

        Assert.StartsWith("14000000" + "1000" + "0100" + "01000000" + "00000000" + "0000000a", text);
        Assert.EndsWith("14000000" + "1100" + "0100" + "03000000" + "00000000" + "0000000a", text);
        Assert.Contains("10000100" + "7f000001" + "06000000" + "1f900000", text);
        Assert.Contains("0c000100" + "ac110002" + "00500000", text);
    }

    [Fact]
    public void Batch_OfSeveralRequests_NumbersThemAndStaysAligned()
    {
        var batch = new NetlinkBatch().SetUp(1).DeleteLink("a").DeleteLink("abcdefgh");

        Assert.Equal(0, batch.Bytes.Length % 4);
        Assert.Equal(32 + 40 + 48, batch.Bytes.Length);
        Assert.Equal([2], batch.Bytes[(32 + 8)..(32 + 9)].ToArray());
        Assert.Equal([3], batch.Bytes[(72 + 8)..(72 + 9)].ToArray());
    }

    [Fact]
    public void Attributes_Cut_EndTheWalk()
    {
        var types = new List<int>();
        foreach (var attribute in new NetlinkAttributes([8, 0, 1, 0, 1, 2, 3, 4, 9, 0, 2, 0, 1])) types.Add(attribute.Type);

        Assert.Equal([1], types);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
