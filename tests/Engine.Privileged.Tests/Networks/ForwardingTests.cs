using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Networks;

/// <summary>A host with two networks, 198.51.100.0/24 and 203.0.113.0/24, does not become a router between them by running containers.</summary>
public sealed class ForwardingTests
{
    private const string LanAddress = "203.0.113.2";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_ThatDidNotForward_ForwardsForContainersOnlyUntilTheLastPanelStops()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await using var lan = await TwoNetworksAsync(bench, forwardedBefore: false);

        await bench.RestartManagerAsync([], Cancellation);
        await AssertContainersReachTheWorldAsync(bench);
        await Assert.ThrowsAsync<TimeoutException>(() => bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));

        // A panel that comes later finds forwarding on, by a panel; the first one goes, and takes its table along.
        await using var second = bench.NewManager("pnlother");
        await second.StartAsync([], Cancellation);
        await bench.Networks.RemoveAllAsync(Cancellation);
        Assert.Equal("1", bench.Host.Sysctl("ipv4/ip_forward"));
        await Assert.ThrowsAsync<TimeoutException>(() => bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));

        await second.RemoveUnusedAsync(Cancellation);
        Assert.Equal("0", bench.Host.Sysctl("ipv4/ip_forward"));
        Assert.False(File.Exists(bench.State + "/forwarding"));
    }

    [Fact]
    public async Task Host_ThatDidNotForward_IsNoRouterAfterTheNextStartsEither()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await using var lan = await TwoNetworksAsync(bench, forwardedBefore: false);

        for (var start = 0; start < 3; start++) await bench.RestartManagerAsync([], Cancellation);

        await Assert.ThrowsAsync<TimeoutException>(() => bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));
        await bench.Networks.RemoveUnusedAsync(Cancellation);
        Assert.Equal("0", bench.Host.Sysctl("ipv4/ip_forward"));
    }

    /// <summary>Linux changes more than the switch with it.</summary>
    [Fact]
    public async Task Host_WithSettingsOfItsOwn_HasThemAgainOnceTheLastPanelStops()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await using var lan = await TwoNetworksAsync(bench, forwardedBefore: false);
        await bench.Host.ShellAsync("cd /proc/sys/net/ipv4/conf; echo 0 > all/accept_redirects; echo 1 > lan0/forwarding", Cancellation);
        const string settings = "grep -rs . /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf | sort";
        var before = await bench.Host.ShellAsync(settings, Cancellation);
        await bench.RestartManagerAsync([], Cancellation);
        Assert.NotEqual(before, await bench.Host.ShellAsync(settings, Cancellation));
        await bench.RestartManagerAsync([], Cancellation);

        await bench.Networks.RemoveUnusedAsync(Cancellation);

        Assert.Equal(before, await bench.Host.ShellAsync(settings, Cancellation));
    }

    [Fact]
    public async Task Host_ThatForwardedBefore_GoesOnDoingSo()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await using var lan = await TwoNetworksAsync(bench, forwardedBefore: true);

        await bench.RestartManagerAsync([], Cancellation);
        await AssertContainersReachTheWorldAsync(bench);
        Assert.StartsWith("lan ", await bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));

        await bench.RestartManagerAsync([], Cancellation);
        await bench.Networks.RemoveUnusedAsync(Cancellation);
        Assert.StartsWith("lan ", await bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));
    }

    /// <summary>Both have the chain that drops what is no panel's; neither drops the other's.</summary>
    [Fact]
    public async Task TwoPanels_OnAHostThatDidNotForward_ForwardForEachOthersContainers()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await using var lan = await TwoNetworksAsync(bench, forwardedBefore: false);
        await bench.RestartManagerAsync([], Cancellation);
        await using var second = bench.NewManager("pnlother");
        await second.StartAsync([], Cancellation);
        await using var container = await TestHost.CreateAsync(Cancellation);
        var lease = second.Allocate("a", []);
        bench.Host.Connect(container, TestBench.Link(lease));
        bench.World.ServeTcp(7001, "world");

        Assert.StartsWith("world ", await container.AskTcpAsync(TestBench.WorldAddress, 7001, Cancellation));
        await AssertContainersReachTheWorldAsync(bench);
    }

    [Fact]
    public async Task Forwarding_TurnedOffByAnotherProgram_IsTurnedOnForContainersOnly()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await using var lan = await TwoNetworksAsync(bench, forwardedBefore: true);
        await bench.RestartManagerAsync([], Cancellation);

        await bench.Host.ShellAsync("echo 0 > /proc/sys/net/ipv4/ip_forward", Cancellation);

        await Poll.UntilAsync(() => Task.FromResult(bench.Host.Sysctl("ipv4/ip_forward") == "1"), "the host forwards again", cancellationToken: Cancellation);
        await AssertContainersReachTheWorldAsync(bench);
        await Assert.ThrowsAsync<TimeoutException>(() => bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));
    }

    /// <summary>On a clock that stands still the repair waits for ever.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Host_WhoseTableIsTakenAwayAgainAndAgain_IsNoNewRouterWhileTheRepairWaits(bool forwardedBefore)
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await using var lan = await TwoNetworksAsync(bench, forwardedBefore);
        bench.Time = new StandingTime();
        await bench.RestartManagerAsync([], Cancellation);

        await bench.TakeTableAwayAsync(Cancellation);

        await Poll.UntilAsync(() => Task.FromResult(bench.Host.Sysctl("ipv4/conf/pnltest0/route_localnet") == "0"), "the loopback is closed", cancellationToken: Cancellation);
        if (forwardedBefore)
        {
            Assert.StartsWith("lan ", await bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));
            return;
        }
        await Poll.UntilAsync(() => Task.FromResult(bench.Host.Sysctl("ipv4/ip_forward") == "0"), "forwarding is closed", cancellationToken: Cancellation);
        await Assert.ThrowsAsync<TimeoutException>(() => bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));
        // The start of a container does not wait.
        await AssertContainersReachTheWorldAsync(bench);
        await Assert.ThrowsAsync<TimeoutException>(() => bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));
    }

    [Fact]
    public async Task TwoPanels_OfWhichOneWaitsWithItsRepair_ForwardForTheOthersContainersOnly()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await using var lan = await TwoNetworksAsync(bench, forwardedBefore: false);
        await using var second = bench.NewManager("pnl0a0a0a");
        await second.StartAsync([], Cancellation);
        bench.Time = new StandingTime();
        await bench.RestartManagerAsync([], Cancellation);

        await bench.TakeTableAwayAsync(Cancellation);

        await Poll.UntilAsync(() => Task.FromResult(bench.Host.Sysctl("ipv4/conf/pnltest0/route_localnet") == "0"), "the loopback is closed", cancellationToken: Cancellation);
        Assert.Equal("1", bench.Host.Sysctl("ipv4/ip_forward"));
        await Assert.ThrowsAsync<TimeoutException>(() => bench.World.AskTcpAsync(LanAddress, 7000, Cancellation));
    }

    private static async Task AssertContainersReachTheWorldAsync(TestBench bench)
    {
        var (container, _) = await bench.StartContainerAsync(Cancellation, new PortBinding(80));
        bench.World.ServeTcp(7000, "world");
        Assert.Equal($"world {TestBench.HostAddress}", await container.AskTcpAsync(TestBench.WorldAddress, 7000, Cancellation));
    }

    // As before the first panel: no bridge, no table.
    private static async Task<TestHost> TwoNetworksAsync(TestBench bench, bool forwardedBefore)
    {
        await bench.Networks.RemoveAllAsync(Cancellation);
        await bench.Host.ShellAsync($"echo {(forwardedBefore ? 1 : 0)} > /proc/sys/net/ipv4/ip_forward", Cancellation);
        var lan = await TestHost.CreateAsync(Cancellation);
        bench.Host.AddSwitch("lan0", "203.0.113.1");
        bench.Host.Connect(lan, TestBench.Link("lan0", "lanport", LanAddress, "203.0.113.1"));
        bench.World.AddRoute("eth0", TestBench.HostAddress);
        lan.ServeTcp(7000, "lan");
        return lan;
    }
}
