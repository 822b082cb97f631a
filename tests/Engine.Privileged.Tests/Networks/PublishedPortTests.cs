using System.Net.Sockets;
using Panel.Engine.Contract;

namespace Panel.Engine.Privileged.Tests.Networks;

public sealed class PublishedPortTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PublishedTcpPort_FromEverySide_ReachesTheContainer()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (web, lease) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));
        var (other, _) = await bench.StartContainerAsync(Cancellation);
        web.ServeTcp(80, "web");

        Assert.StartsWith("web ", await bench.Host.AskTcpAsync("127.0.0.1", 8080, Cancellation));
        Assert.StartsWith("web ", await bench.Host.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
        Assert.Equal($"web {TestBench.WorldAddress}", await bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
        Assert.StartsWith("web ", await other.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
        Assert.StartsWith("web ", await other.AskTcpAsync(lease.Gateway, 8080, Cancellation));
        Assert.StartsWith("web ", await web.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
        Assert.StartsWith("web ", await other.AskTcpAsync(lease.Address, 80, Cancellation));
    }

    [Fact]
    public async Task PublishedUdpPort_FromEverySide_ReachesTheContainer()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (dns, lease) = await bench.StartContainerAsync(Cancellation, new PortBinding(53, PortProtocol.Udp, HostPort: 5353));
        var (other, _) = await bench.StartContainerAsync(Cancellation);
        dns.ServeUdp(53, "dns");

        Assert.StartsWith("dns ", await bench.Host.AskUdpAsync("127.0.0.1", 5353, Cancellation));
        Assert.StartsWith("dns ", await bench.Host.AskUdpAsync(TestBench.HostAddress, 5353, Cancellation));
        Assert.Equal($"dns {TestBench.WorldAddress}", await bench.World.AskUdpAsync(TestBench.HostAddress, 5353, Cancellation));
        Assert.StartsWith("dns ", await other.AskUdpAsync(lease.Gateway, 5353, Cancellation));
        Assert.StartsWith("dns ", await dns.AskUdpAsync(TestBench.HostAddress, 5353, Cancellation));
    }

    [Fact]
    public async Task PublishedUdpPort_TakenOverByAnotherContainer_RedirectsFlowsThatGoOn()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (first, lease) = await bench.StartContainerAsync(Cancellation, new PortBinding(53, PortProtocol.Udp, HostPort: 5353));
        first.ServeUdp(53, "first");
        var client = bench.World.Open(SocketType.Dgram, _ => { });
        Assert.StartsWith("first ", await bench.World.AskUdpAsync(TestBench.HostAddress, 5353, Cancellation, client));

        await bench.Networks.ReleaseAsync(lease, Cancellation);
        await bench.World.Run(() => client.SendToAsync("?"u8.ToArray(), new System.Net.IPEndPoint(System.Net.IPAddress.Parse(TestBench.HostAddress), 5353)));
        var (second, _) = await bench.StartContainerAsync(Cancellation, new PortBinding(53, PortProtocol.Udp, HostPort: 5353));
        second.ServeUdp(53, "second");

        Assert.StartsWith("second ", await bench.World.AskUdpAsync(TestBench.HostAddress, 5353, Cancellation));
        client.ReceiveTimeout = 1;
        Assert.StartsWith("second ", await bench.World.AskUdpAsync(TestBench.HostAddress, 5353, Cancellation, client));
    }

    [Fact]
    public async Task PortPublishedOnLoopback_FromOutside_IsNotReachable()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (web, lease) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostAddress: "127.0.0.1", HostPort: 8080));
        web.ServeTcp(80, "web");

        Assert.StartsWith("web ", await bench.Host.AskTcpAsync("127.0.0.1", 8080, Cancellation));
        await Assert.ThrowsAnyAsync<SocketException>(() => bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
        // A neighbour that routes the containers' subnet by the host gets nowhere either.
        bench.World.AddRoute("eth0", TestBench.HostAddress);
        await Assert.ThrowsAnyAsync<TimeoutException>(() => bench.World.AskTcpAsync(lease.Address, 80, Cancellation));
    }

    [Fact]
    public async Task Container_ToTheOutside_IsSeenAsTheHost()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (container, _) = await bench.StartContainerAsync(Cancellation);
        bench.World.ServeTcp(7000, "world");

        Assert.Equal($"world {TestBench.HostAddress}", await container.AskTcpAsync(TestBench.WorldAddress, 7000, Cancellation));
    }

    [Fact]
    public async Task ReleasedPort_FromOutside_IsClosed()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (web, lease) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));
        web.ServeTcp(80, "web");
        Assert.StartsWith("web ", await bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));

        await bench.Networks.ReleaseAsync(lease, Cancellation);
        await bench.Networks.ReleaseAsync(lease, Cancellation);

        await Assert.ThrowsAnyAsync<SocketException>(() => bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
    }
}
