using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Panel.Engine.Contract;
using Panel.Engine.Linux.NetFilter;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Privileged.Tests.Networks;

public sealed class NetworkManagerTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("{\"subnet\":\"10.2")]
    [InlineData("{\"subnet\":{\"v4\":\"10.0.0.0/8\",\"v6\":\"fd00::/8\"}}")]
    [InlineData("{\"subnet\":\"everywhere\"}")]
    public async Task BridgeRecord_ThatCannotBeRead_IsKeptBesideANewOne(string content)
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var folder = bench.State + "/pnltest";
        var file = folder + "/bridge.json";
        await File.WriteAllTextAsync(file, content, Cancellation);
        await bench.RestartManagerAsync([], Cancellation);
        Assert.Equal(content, await File.ReadAllTextAsync(Directory.GetFiles(folder, "bridge.json.damaged-*").Single(), Cancellation));
        var subnet = (await bench.Networks.ListAsync(Cancellation)).Single(network => network.Name == "bridge").Subnet;
        Assert.Contains(subnet, await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allocate_PortOfAnotherContainer_IsRefused()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var first = bench.Networks.Allocate("a", [new PortBinding(80, HostPort: 8080)]);

        var error = Assert.Throws<ConflictException>(() => bench.Networks.Allocate(
            "b", [new PortBinding(81, HostPort: 9000), new PortBinding(80, HostAddress: "127.0.0.1", HostPort: 8080)], id => id == "a" ? "web" : null));

        Assert.Equal("Bind for 127.0.0.1:8080 failed: port is already allocated: the container web publishes it; stop that, or choose another host port.", error.Message);
        Assert.Equal("Ports[1].HostPort", error.Field);
        var twice = Assert.Throws<ConflictException>(() => bench.Networks.Allocate("b", [new PortBinding(80, HostPort: 9001), new PortBinding(81, HostPort: 9001)]));
        Assert.Equal("Bind for 0.0.0.0:9001 failed: port is already allocated: the container itself publishes it twice; leave one out, or choose another host port.", twice.Message);
        Assert.Equal(8080, bench.Networks.Allocate("c", [new PortBinding(80, PortProtocol.Udp, HostPort: 8080)]).Ports[0].HostPort);
        Assert.Equal(9000, bench.Networks.Allocate("d", [new PortBinding(81, HostPort: 9000)]).Ports[0].HostPort);
        await bench.Networks.ReleaseAsync(first, Cancellation);
        Assert.Equal(8080, bench.Networks.Allocate("e", [new PortBinding(80, HostPort: 8080)]).Ports[0].HostPort);
    }

    [Fact]
    public async Task Allocate_PortOfAnotherProgram_IsRefused()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        bench.Host.ServeTcp(8080, "squatter");
        bench.Host.ServeUdp(5353, "squatter");
        await using var nameless = await TestProgram.StartAsync(bench.Host, "socket(AF_INET6); s.bind(('::', 8081)); s.listen()", Cancellation);
        await using var silent = await TestProgram.StartAsync(bench.Host, "socket(AF_INET); s.bind(('127.0.0.1', 8082))", Cancellation);

        var own = $"the process {File.ReadAllText("/proc/self/comm").Trim()} (pid {Environment.ProcessId}) of this host";
        AssertTaken(new(80, HostPort: 8080), $"listen tcp4 0.0.0.0:8080: bind: address already in use: {own} listens on 0.0.0.0:8080/tcp; stop it, or choose another host port.");
        AssertTaken(new(80, HostAddress: "127.0.0.1", HostPort: 8080), $"listen tcp4 127.0.0.1:8080: bind: address already in use: {own} listens on 0.0.0.0:8080/tcp; stop it, or choose another host port.");
        AssertTaken(new(53, PortProtocol.Udp, HostPort: 5353), $"listen udp4 0.0.0.0:5353: bind: address already in use: {own} uses 0.0.0.0:5353/udp; stop it, or choose another host port.");
        AssertTaken(new(80, HostPort: 8081), $"listen tcp4 0.0.0.0:8081: bind: address already in use: the process python3 (pid {nameless.Pid}) of this host listens on [::]:8081/tcp; stop it, or choose another host port.");
        AssertTaken(new(80, HostPort: 8082), "listen tcp4 0.0.0.0:8082: bind: address already in use: a program of this host has bound it without listening; stop that, or choose another host port.");
        void AssertTaken(PortBinding port, string message)
        {
            var error = Assert.Throws<ConflictException>(() => bench.Networks.Allocate("a", [port]));
            Assert.Equal((message, "Ports[0].HostPort"), (error.Message, error.Field));
        }
        Assert.Throws<InvalidInputException>(() => bench.Networks.Allocate("a", [new PortBinding(80, HostAddress: "203.0.113.9", HostPort: 81)]));
    }

    [Fact]
    public async Task Allocate_WithoutHostPort_ChoosesDistinctEphemeralOnes()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);

        var lease = bench.Networks.Allocate("a", [.. Enumerable.Range(1, 50).Select(port => new PortBinding(port))]);

        Assert.Equal(50, lease.Ports.Select(port => port.HostPort).Distinct().Count());
        Assert.All(lease.Ports, port => Assert.InRange(port.HostPort, 32768, 60999));
    }

    [Fact]
    public async Task StartAsync_AfterACrash_KeepsTheLiveAndDropsTheRest()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (live, liveLease) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));
        var (dead, deadLease) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8081));
        live.ServeTcp(80, "live");
        dead.ServeTcp(80, "dead");

        await bench.RestartManagerAsync([liveLease], Cancellation);
        await bench.Networks.StartAsync([liveLease], Cancellation);

        Assert.Contains(liveLease.HostInterface, bench.Host.LinkNames());
        Assert.DoesNotContain(deadLease.HostInterface, bench.Host.LinkNames());
        Assert.StartsWith("live ", await bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
        await Assert.ThrowsAnyAsync<SocketException>(() => bench.World.AskTcpAsync(TestBench.HostAddress, 8081, Cancellation));
        Assert.Throws<ConflictException>(() => bench.Networks.Allocate("c", [new PortBinding(80, HostPort: 8080)]));
        Assert.NotEqual(liveLease.Address, bench.Networks.Allocate("c", []).Address);
    }

    [Fact]
    public async Task PublishAsync_AfterTheHostsRulesWereFlushed_RestoresEveryPort()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (first, _) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));
        bench.Host.Run(() => Nftables.Run("flush ruleset"));
        var (second, _) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8081));
        first.ServeTcp(80, "first");
        second.ServeTcp(80, "second");

        Assert.StartsWith("first ", await bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
        Assert.StartsWith("second ", await bench.World.AskTcpAsync(TestBench.HostAddress, 8081, Cancellation));
    }

    [Fact]
    public async Task ForwardingPolicy_OfAnotherTable_IsNoticed()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);

        Assert.False(NatRuleset.DropsForwarding(bench.Host.Run(() => Nftables.Run("list chains"))));
        bench.Host.Run(() => Nftables.Run("add table ip other; add chain ip other FORWARD { type filter hook forward priority 0; policy drop; }"));
        Assert.True(NatRuleset.DropsForwarding(bench.Host.Run(() => Nftables.Run("list chains"))));
    }

    [Fact]
    public async Task StartAsync_Again_KeepsTheSubnet()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var before = (await bench.Networks.ListAsync(Cancellation))[0];
        await bench.Networks.RemoveAllAsync(Cancellation);
        await bench.RestartManagerAsync([], Cancellation);

        Assert.Equal(before, (await bench.Networks.ListAsync(Cancellation))[0]);
        Assert.Equal(("bridge", "172.17.0.0/16", "172.17.0.1", "pnltest0"), (before.Name, before.Subnet, before.Gateway, before.BridgeInterface));
    }

    [Fact]
    public async Task TwoManagers_OnOneHost_DoNotDisturbEachOther()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (web, lease) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));
        web.ServeTcp(80, "web");
        await using var second = bench.NewManager("pnlother");
        await second.StartAsync([], Cancellation);
        var other = second.Allocate("b", [new PortBinding(80, HostPort: 8081)]);
        await second.PublishAsync(other, Cancellation);

        Assert.False(new Ipv4Subnet(IPAddress.Parse(lease.Address), 16).Overlaps(new Ipv4Subnet(IPAddress.Parse(other.Address), 16)));
        Assert.StartsWith("web ", await bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
        await second.RemoveAllAsync(Cancellation);
        Assert.StartsWith("web ", await bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
    }

    [Fact]
    public async Task StartAsync_WithTablesOfOtherEngines_RemovesThoseWithoutABridge()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await bench.Networks.RemoveAllAsync(Cancellation);
        await using var living = bench.NewManager("pnl00face", "172.30.0.0/16");
        await living.StartAsync([], Cancellation);
        await using (var dead = bench.NewManager("pnl0dead0", "172.31.0.0/16")) await dead.StartAsync([], Cancellation);
        bench.Host.Run(() => ContainerLink.Detach("pnl0dead00"));

        bench.Host.Run(() => Nftables.Run("add table ip panel; add chain ip panel protect { type filter hook prerouting priority -300; policy accept; }; add rule ip panel protect iifname != { \"lo\", \"gone0\" } ip daddr 10.0.0.0/8 drop"));
        // Its packets are dropped by the dead one's table, whose subnet it has now.
        await bench.Networks.DisposeAsync();
        await using var heir = bench.NewManager("pnl0beef0", "172.31.0.0/16");
        await heir.StartAsync([], Cancellation);

        Assert.Equal(["ip panel", "inet pnl00face", "inet pnl0beef0"], Tables(bench));
        await using var container = await TestHost.CreateAsync(Cancellation);
        var lease = heir.Allocate("a", [new PortBinding(80, HostPort: 8080)]);
        bench.Host.Connect(container, TestBench.Link(lease));
        await heir.PublishAsync(lease, Cancellation);
        container.ServeTcp(80, "heir");
        Assert.StartsWith("heir ", await bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
    }

    [Fact]
    public async Task RemoveByHandle_OfATableThatWasReplacedMeanwhile_LeavesIt()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var seen = NatRuleset.Identify(bench.Host.Run(() => Nftables.Run("list table inet pnltest", handles: true)))!.Value;
        Assert.Equal("pnltest0", seen.Bridge);
        await bench.RestartManagerAsync([], Cancellation);

        Assert.Throws<NftablesException>(() => bench.Host.Run(() => Nftables.Run(NatRuleset.RemoveByHandle("inet", seen.Handle))));
        Assert.Equal(["inet pnltest"], Tables(bench));
    }

    [Fact]
    public async Task Attach_ToTheNetworkOfAUserNamespace_Works()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await using var container = await TestHost.CreateAsync(Cancellation, "-Un");
        var lease = bench.Networks.Allocate("a", []);

        bench.Host.Connect(container, TestBench.Link(lease));

        Assert.Equal(["eth0", "lo"], container.LinkNames().Where(name => name is "eth0" or "lo"));
    }

    [Fact]
    public async Task Attach_ToABridgeThatDoesNotExist_LeavesNothing()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var before = bench.Host.LinkNames();

        Assert.Throws<NetlinkException>(() => bench.Host.Connect(bench.World, TestBench.Link("nobridge", "veth1", "10.0.0.2")));
        // eth0 exists already in the world, and a gateway off the subnet is refused behind the link's creation.
        Assert.Throws<NetlinkException>(() => bench.Host.Connect(bench.World, TestBench.Link("wan0", "veth1", "10.0.0.2")));
        Assert.Throws<NetlinkException>(() => bench.Host.Connect(bench.World, TestBench.Link("wan0", "veth1", "10.0.0.2", "203.0.113.1") with { ContainerInterface = "eth1" }));

        Assert.Equal(before, bench.Host.LinkNames());
    }

    [Fact]
    public async Task TwoHundredCycles_LeaveLinksAndElementsAsBefore()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var container = await TestHost.CreateAsync(Cancellation);
        await using var _ = container;
        var links = bench.Host.LinkNames();
        var descriptors = Directory.GetFiles("/proc/self/fd").Length;
        var elements = await RulesetAsync(bench);
        List<double> attach = [], publish = [], release = [];

        for (var cycle = 0; cycle < 200; cycle++)
        {
            var lease = bench.Networks.Allocate($"c{cycle}", [new PortBinding(80, HostPort: 8080), new PortBinding(53, HostAddress: "127.0.0.1")]);
            bench.Host.Run(() => attach.Add(Time(() => ContainerLink.Attach(container.Pid, TestBench.Link(lease)))));
            var clock = Stopwatch.StartNew();
            await bench.Networks.PublishAsync(lease, Cancellation);
            publish.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
            await bench.Networks.ReleaseAsync(lease, Cancellation);
            release.Add(clock.Elapsed.TotalMilliseconds);
            await bench.Networks.SettleAsync(Cancellation);
        }

        output.WriteLine($"ms median/worst: attach {Show(attach)}, publish {Show(publish)}, release {Show(release)}");
        Assert.Equal(links, bench.Host.LinkNames());
        Assert.Equal(elements, await RulesetAsync(bench));
        // Other tests run beside this one: 200 cycles that leaked would show anyhow.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, descriptors + 100);
    }

    private static List<string> Tables(TestBench bench) =>
        [.. NatRuleset.Tables(bench.Host.Run(() => Nftables.Run("list tables"))).OrderBy(table => table.Name, StringComparer.Ordinal).Select(table => $"{table.Family} {table.Name}")];

    private static async Task<string> RulesetAsync(TestBench bench)
    {
        using var nft = Process.Start(new ProcessStartInfo("nsenter", ["--net=" + bench.Host.Path, "nft", "list", "ruleset"]) { RedirectStandardOutput = true })!;
        return await nft.StandardOutput.ReadToEndAsync(Cancellation);
    }

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static string Show(List<double> times) => $"{times.Order().ElementAt(times.Count / 2):0.00}/{times.Max():0.00}";
}
