using System.Net;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Linux.Tests.Netlink;

public sealed class Ipv4SubnetTests
{
    [Theory]
    [InlineData("172.17.0.0/16", "172.17.5.0/24", true)]
    [InlineData("172.17.0.0/16", "172.18.0.0/16", false)]
    [InlineData("10.210.0.0/16", "10.0.0.0/8", true)]
    [InlineData("10.210.0.0/16", "0.0.0.0/0", true)]
    [InlineData("192.168.1.0/24", "192.168.1.77/32", true)]
    public void Overlaps_OfTwoSubnets_IsSymmetric(string one, string other, bool overlap)
    {
        Assert.True(Ipv4Subnet.TryParse(one, out var first));
        Assert.True(Ipv4Subnet.TryParse(other, out var second));
        Assert.Equal(overlap, first.Overlaps(second));
        Assert.Equal(overlap, second.Overlaps(first));
    }

    [Theory]
    [InlineData("172.17.0.1/16")]
    [InlineData("172.17.0.0/33")]
    [InlineData("172.17.0.0")]
    [InlineData("fd00::/64")]
    [InlineData("172.17.0.0/-1")]
    [InlineData(null)]
    public void TryParse_NotASubnet_IsFalse(string? text) => Assert.False(Ipv4Subnet.TryParse(text, out _));

    [Fact]
    public void Subnet_OfAnAddress_HasItsBounds()
    {
        var subnet = new Ipv4Subnet(IPAddress.Parse("172.17.3.4"), 16);

        Assert.Equal("172.17.0.0/16", subnet.ToString());
        Assert.Equal(IPAddress.Parse("172.17.255.255"), Ipv4Subnet.ToAddress(subnet.Broadcast));
        Assert.True(subnet.Contains(Ipv4Subnet.ToNumber(IPAddress.Parse("172.17.200.1"))));
    }
}
