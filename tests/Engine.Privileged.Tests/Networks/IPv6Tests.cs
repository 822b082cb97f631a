using System.Net.Sockets;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Networks;

/// <summary>IPv6 is off until it is served: a container must not become the IPv6 router of the host or of its neighbours (CVE-2020-13401).</summary>
public sealed class IPv6Tests
{
    // Ethernet and IPv6 headers, ICMPv6 type 134 with a lifetime of 1800 s and the prefix 2001:db8:bad::/64, from fe80::bad to all nodes.
    private const string Advertise =
        """
        import socket, struct
        source, every = bytes.fromhex('fe80000000000000000000000000' + '0bad'), bytes.fromhex('ff020000000000000000000000000001')
        prefix = bytes.fromhex('0304' + '40c0' + '00278d00' + '00093a80' + '00000000' + '20010db80bad00000000000000000000')
        body = struct.pack('!BBHBBHII', 134, 0, 0, 64, 0, 1800, 0, 0) + prefix + bytes.fromhex('0101' + '020000000bad')
        pseudo = source + every + struct.pack('!II', len(body), 58) + body
        total = sum(struct.unpack('!%dH' % (len(pseudo) // 2), pseudo))
        while total >> 16: total = (total & 0xffff) + (total >> 16)
        body = body[:2] + struct.pack('!H', ~total & 0xffff) + body[4:]
        frame = bytes.fromhex('333300000001' + '020000000bad' + '86dd') + struct.pack('!IHBB', 6 << 28, len(body), 58, 255) + source + every + body
        link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        link.bind(('eth0', 0))
        link.send(frame)
        """;

    private static readonly bool s_hasIPv6 = Directory.Exists("/proc/sys/net/ipv6");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RouterAdvertisement_OfAContainer_ReachesNeitherTheHostNorANeighbour()
    {
        Assert.SkipUnless(s_hasIPv6, "This kernel has no IPv6.");
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (hostile, _) = await bench.StartContainerAsync(Cancellation);
        var (neighbour, lease) = await bench.StartContainerAsync(Cancellation);
        // A privileged neighbour may turn IPv6 on for itself.
        var (privileged, other) = await bench.StartContainerAsync(Cancellation);
        await privileged.ShellAsync("echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6", Cancellation);

        await AdvertiseAsync(hostile);

        // What comes behind it on the same links has arrived, so the advertisement would have, too.
        bench.Host.ServeTcp(9000, "host");
        neighbour.ServeTcp(9000, "neighbour");
        privileged.ServeTcp(9000, "privileged");
        Assert.StartsWith("host ", await hostile.AskTcpAsync(lease.Gateway, 9000, Cancellation));
        Assert.StartsWith("neighbour ", await hostile.AskTcpAsync(lease.Address, 9000, Cancellation));
        Assert.StartsWith("privileged ", await hostile.AskTcpAsync(other.Address, 9000, Cancellation));
        foreach (var host in (TestHost[])[bench.Host, neighbour, privileged]) Assert.Equal("", await host.ShellAsync("ip -6 route show default", Cancellation));
    }

    /// <summary>The control: on a plain bridge the same advertisement gives the host a default route.</summary>
    [Fact]
    public async Task RouterAdvertisement_OnABridgeWithoutGuards_IsBelieved()
    {
        Assert.SkipUnless(s_hasIPv6, "This kernel has no IPv6.");
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await bench.Host.ShellAsync("tc qdisc delete dev wanport clsact; echo 0 > /proc/sys/net/ipv6/conf/wan0/forwarding", Cancellation);

        await Poll.UntilAsync(
            async () =>
            {
                await AdvertiseAsync(bench.World);
                return (await bench.Host.ShellAsync("ip -6 route show default", Cancellation)).Contains("fe80::bad", StringComparison.Ordinal);
            }, "the host believes the advertisement", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task IPv6_OfContainerAndBridge_IsOff()
    {
        Assert.SkipUnless(s_hasIPv6, "This kernel has no IPv6.");
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (container, lease) = await bench.StartContainerAsync(Cancellation);

        Assert.Equal("1", container.Sysctl("ipv6/conf/eth0/disable_ipv6"));
        Assert.Equal("0", container.Sysctl("ipv6/conf/lo/disable_ipv6"));
        foreach (var link in (string[])[lease.Bridge, lease.HostInterface])
        {
            Assert.Equal("1", bench.Host.Sysctl($"ipv6/conf/{link}/disable_ipv6"));
            Assert.Equal("", await bench.Host.ShellAsync($"ip -6 address show dev {link}", Cancellation));
        }
        Assert.Equal(("0", "0"), (bench.Host.Sysctl($"ipv6/conf/{lease.Bridge}/accept_ra"), bench.Host.Sysctl($"ipv6/conf/{lease.Bridge}/accept_redirects")));
        // The loopback keeps ::1, for programs that talk to themselves by it.
        using var socket = container.Run(() =>
        {
            var loopback = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            loopback.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 0));
            return loopback;
        });
    }

    private static Task<string> AdvertiseAsync(TestHost from) =>
        Command.OutputAsync("nsenter", ["--net=" + from.Path, "python3", "-c", Advertise], Cancellation);
}
