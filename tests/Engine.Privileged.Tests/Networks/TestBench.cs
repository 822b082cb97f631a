using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Netlink;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.State;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Networks;

/// <summary>A host with a network manager, and an outside world behind a switch at 198.51.100.0/24.</summary>
internal sealed class TestBench : IAsyncDisposable
{
    public const string HostAddress = "198.51.100.1";
    public const string WorldAddress = "198.51.100.2";
    private readonly List<TestHost> _hosts = [];

    private TestBench(TestHost host, TestHost world, string state)
    {
        (Host, World, State) = (host, world, state);
        _hosts.AddRange([world, host]);
        Networks = NewManager();
    }

    public TestHost Host { get; }

    public TestHost World { get; }

    public string State { get; }

    public NetworkManager Networks { get; private set; }

    /// <summary>How often managers that are made from now on look at the network unasked.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The clock of managers that are made from now on.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public static async Task<TestBench> CreateAsync(CancellationToken cancellationToken)
    {
        var host = await TestHost.CreateAsync(cancellationToken);
        var world = await TestHost.CreateAsync(cancellationToken);
        host.AddSwitch("wan0", HostAddress);
        host.Connect(world, Link("wan0", "wanport", WorldAddress));
        var bench = new TestBench(host, world, Directory.CreateTempSubdirectory("panel-net-").FullName);
        try
        {
            await bench.Networks.StartAsync([], cancellationToken);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public static ContainerLinkSpec Link(string bridge, string name, string address, string? gateway = null) =>
        new() { Bridge = bridge, HostInterface = name, Address = address, PrefixLength = 24, Gateway = gateway };

    /// <summary>A container of which only the network exists.</summary>
    public async Task<(TestHost Container, EndpointLease Lease)> StartContainerAsync(CancellationToken cancellationToken, params PortBinding[] ports)
    {
        var container = await TestHost.CreateAsync(cancellationToken);
        _hosts.Insert(0, container);
        var lease = Networks.Allocate(Guid.NewGuid().ToString("n"), ports);
        Host.Connect(container, Link(lease));
        await Networks.PublishAsync(lease, cancellationToken);
        return (container, lease);
    }

    public static ContainerLinkSpec Link(EndpointLease lease) => new()
    {
        Bridge = lease.Bridge,
        HostInterface = lease.HostInterface,
        Address = lease.Address,
        PrefixLength = lease.PrefixLength,
        Gateway = lease.Gateway,
        MacAddress = lease.MacAddress,
        Mtu = lease.Mtu,
    };

    /// <summary>As after a crash of the panel.</summary>
    public async Task RestartManagerAsync(IReadOnlyCollection<EndpointLease> live, CancellationToken cancellationToken)
    {
        await Networks.DisposeAsync();
        Networks = NewManager();
        await Networks.StartAsync(live, cancellationToken);
    }

    /// <summary>Takes the table away as often as it comes back, until the manager waits with the next repair.</summary>
    public Task TakeTableAwayAsync(CancellationToken cancellationToken) => Poll.UntilAsync(
        async () =>
        {
            await Host.ShellAsync("nft delete table inet pnltest 2>/dev/null || :", cancellationToken);
            return Networks.Problems.Count == 2;
        },
        "the network manager says that another program goes on",
        cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Networks.DisposeAsync();
        foreach (var host in _hosts) await host.DisposeAsync();
        Directory.Delete(State, true);
    }

    public NetworkManager NewManager(string instance = "pnltest", string? subnet = null) =>
        new(new NetworkSettings
        {
            InstanceName = instance,
            StateDirectory = $"{State}/{instance}",
            NamespacePath = Host.Path,
            Subnet = subnet,
            ForwardingRecord = State + "/forwarding",
            CheckInterval = CheckInterval,
        }, NullLogger<NetworkManager>.Instance, Time);
}
