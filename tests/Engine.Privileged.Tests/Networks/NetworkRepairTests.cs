using System.Net.Sockets;
using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Networks;

/// <summary>Changes by other programs to the host's network are repaired automatically, and nothing is open meanwhile.</summary>
public sealed class NetworkRepairTests
{
    private const string FlushRules = "nft flush ruleset";
    private const string RemoveGuards = "for link in $(ls /proc/sys/net/ipv4/conf | grep ^veth); do tc qdisc delete dev $link clsact; done";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nft flush ruleset")]
    [InlineData("nft delete table inet pnltest")]
    [InlineData("nft flush chain inet pnltest publish")]
    [InlineData("nft flush map inet pnltest ports")]
    [InlineData("nft 'add rule inet pnltest forward drop'")]
    [InlineData("ip link delete pnltest0")]
    [InlineData("ip link set pnltest0 down")]
    [InlineData("ip address flush dev pnltest0")]
    [InlineData("for link in $(ls /proc/sys/net/ipv4/conf | grep ^veth); do ip link set $link nomaster; done")]
    public async Task Change_ByAnotherProgram_IsPutBackAtOnce(string change)
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (web, _) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));
        web.ServeTcp(80, "web");
        bench.World.ServeTcp(7000, "world");
        await SettledAsync(bench);
        var before = await StateAsync(bench);

        await bench.Host.ShellAsync(change, Cancellation);

        await Poll.UntilAsync(async () => await StateAsync(bench) == before, $"the network is as before '{change}'", cancellationToken: Cancellation);
        Assert.StartsWith("web ", await bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
        Assert.StartsWith("web ", await bench.Host.AskTcpAsync("127.0.0.1", 8080, Cancellation));
        Assert.Equal($"world {TestBench.HostAddress}", await web.AskTcpAsync(TestBench.WorldAddress, 7000, Cancellation));
        await SettledAsync(bench);
    }

    [Theory]
    [InlineData("echo 0 > /proc/sys/net/ipv4/conf/pnltest0/route_localnet")]
    [InlineData("[ ! -e /proc/sys/net/ipv6 ] || echo 0 > /proc/sys/net/ipv6/conf/pnltest0/disable_ipv6")]
    [InlineData(RemoveGuards)]
    public async Task Change_ThatNobodyTellsOf_IsPutBackByTheTimer(string change)
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (web, lease) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));
        bench.CheckInterval = TimeSpan.FromMilliseconds(50);
        await bench.RestartManagerAsync([lease], Cancellation);
        web.ServeTcp(80, "web");
        await SettledAsync(bench);
        var before = await StateAsync(bench);

        await bench.Host.ShellAsync(change, Cancellation);

        await Poll.UntilAsync(async () => await StateAsync(bench) == before, $"the network is as before '{change}'", cancellationToken: Cancellation);
        Assert.StartsWith("web ", await bench.Host.AskTcpAsync("127.0.0.1", 8080, Cancellation));
    }

    /// <summary>Sysctls have no notification, and the timer is 10 minutes away.</summary>
    [Fact]
    public async Task Start_OfAContainer_PutsBackWhatIsWrong()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        await bench.Host.ShellAsync("echo 0 > /proc/sys/net/ipv4/conf/pnltest0/route_localnet", Cancellation);

        var (web, _) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));

        web.ServeTcp(80, "web");
        Assert.StartsWith("web ", await bench.Host.AskTcpAsync("127.0.0.1", 8080, Cancellation));
    }

    /// <summary>On a clock that stands still nothing happens that waits. That the kernel tells of it is Change_ByAnotherProgram's: no timer is near.</summary>
    [Fact]
    public async Task Change_FiveTimesInARow_IsPutBackWithoutAWaitAndTheSixthAfterASecond()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (web, lease) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));
        var time = new StandingTime();
        bench.Time = time;
        await bench.RestartManagerAsync([lease], Cancellation);
        await SettledAsync(bench);
        var before = await StateAsync(bench);

        for (var change = 1; change <= 5; change++)
        {
            await bench.Host.ShellAsync(FlushRules, Cancellation);
            await Poll.UntilAsync(async () => await StateAsync(bench) == before, $"the network is as before the flush {change}", cancellationToken: Cancellation);
        }

        await bench.Host.ShellAsync(FlushRules, Cancellation);
        await Poll.UntilAsync(() => Task.FromResult(bench.Networks.Problems.Count == 2), "the repair waits", cancellationToken: Cancellation);
        Assert.NotEqual(before, await StateAsync(bench));
        time.Advance(TimeSpan.FromSeconds(1));
        await Poll.UntilAsync(async () => await StateAsync(bench) == before, "the network is as before the sixth", cancellationToken: Cancellation);
        web.ServeTcp(80, "web");
        Assert.StartsWith("web ", await bench.World.AskTcpAsync(TestBench.HostAddress, 8080, Cancellation));
    }

    [Fact]
    public async Task Change_ByAProgramThatGoesOn_IsPutBackEverMoreSeldomAndSaid()
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var opponent = bench.Host.ShellAsync("trap 'exit 0' TERM; while ! [ -e " + bench.State + "/enough ]; do nft delete table inet pnltest 2>/dev/null || :; sleep 0.02; done", Cancellation);

        await Poll.UntilAsync(() => Task.FromResult(bench.Networks.Problems.Count == 2), "the network manager says that another program goes on", cancellationToken: Cancellation);

        Assert.Contains("nftables table pnltest is missing", bench.Networks.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith("Another program keeps undoing", bench.Networks.Problems[1], StringComparison.Ordinal);
        await Poll.UntilAsync(() => Task.FromResult(bench.Host.Sysctl("ipv4/conf/pnltest0/route_localnet") == "0"), "the loopback is closed without the table", cancellationToken: Cancellation);
        await File.WriteAllTextAsync(bench.State + "/enough", "", Cancellation);
        await opponent;
        // Somebody waits for a container: its start does not wait for the pace.
        var (web, _) = await bench.StartContainerAsync(Cancellation, new PortBinding(80, HostPort: 8080));
        web.ServeTcp(80, "web");
        Assert.StartsWith("web ", await bench.Host.AskTcpAsync("127.0.0.1", 8080, Cancellation));
        Assert.Empty(bench.Networks.Problems);
    }

    /// <summary>The panel is away. Each of the two guards keeps containers from the host's loopback by itself; without both the attack works.</summary>
    [Theory]
    [InlineData(FlushRules, RemoveGuards)]
    [InlineData(RemoveGuards, FlushRules)]
    public async Task HostsLoopback_FromAContainer_IsOutOfReachWithEitherGuard(string first, string second)
    {
        await using var bench = await TestBench.CreateAsync(Cancellation);
        var (hostile, lease) = await bench.StartContainerAsync(Cancellation);
        await bench.Networks.DisposeAsync();
        Assert.Equal("1", bench.Host.Sysctl("ipv4/conf/pnltest0/route_localnet"));
        bench.Host.ServeTcp(9000, "secret");
        // Its own 127.0.0.0/8 leads out by the bridge.
        await hostile.ShellAsync(
            $"ip address flush dev lo; echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet; ip route add 127.0.0.0/8 via {lease.Gateway}; ip route flush table local type local 127.0.0.0/8 || :", Cancellation);

        await bench.Host.ShellAsync(first, Cancellation);
        var refused = await Record.ExceptionAsync(() => hostile.AskTcpAsync("127.0.0.1", 9000, Cancellation));
        Assert.True(refused is TimeoutException or SocketException, $"It answered, or {refused}");

        await bench.Host.ShellAsync(second, Cancellation);
        Assert.StartsWith("secret ", await hostile.AskTcpAsync("127.0.0.1", 9000, Cancellation));
    }

    // A look around has passed since the last start: what is wrong from here on is a change.
    private static Task SettledAsync(TestBench bench) => Poll.UntilAsync(async () =>
    {
        await Task.Delay(150, Cancellation);
        return bench.Networks.Problems.Count == 0;
    }, "the network is whole", cancellationToken: Cancellation);

    private static Task<string> StateAsync(TestBench bench) => bench.Host.ShellAsync(
        """
        nft list ruleset
        ip -o -4 address show dev pnltest0 | sed 's/^[0-9]*//' || :
        ip -4 route show dev pnltest0 || :
        ip link show master pnltest0 up | grep -o 'veth[0-9a-f]*' || :
        for link in $(ls /proc/sys/net/ipv4/conf | grep ^veth); do tc filter show dev $link ingress 2>/dev/null | grep -o 'bpf.*direct-action' || :; done
        cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/pnltest0/route_localnet /proc/sys/net/ipv6/conf/pnltest0/disable_ipv6 2>/dev/null || :
        """, Cancellation);
}
