using Panel.Engine.Contract;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Specs;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class NetworkFilesTests
{
    private static readonly ContainerSpec s_plain = new() { Image = "i" };
    private static readonly EndpointLease s_lease = new()
    {
        ContainerId = "a",
        Bridge = "b",
        HostInterface = "v",
        Address = "172.17.0.2",
        PrefixLength = 16,
        Gateway = "172.17.0.1",
        MacAddress = "02:42:ac:11:00:02",
    };

    [Theory]
    [InlineData("nameserver 127.0.0.53\nsearch lan\noptions edns0\n", "nameserver 10.0.0.1\n", "nameserver 10.0.0.1\nsearch lan\noptions edns0\n")]
    [InlineData("nameserver 127.0.0.1\nnameserver 192.168.1.1\n", null, "nameserver 192.168.1.1\n")]
    [InlineData("# none\nnameserver ::1\n", null, "nameserver 1.1.1.1\nnameserver 8.8.8.8\n")]
    [InlineData("", null, "nameserver 1.1.1.1\nnameserver 8.8.8.8\n")]
    public void ResolvConf_WithLoopbackServers_ReplacesThem(string host, string? upstream, string expected) =>
        Assert.Equal(expected, NetworkFiles.ResolvConf(host, upstream, s_plain));

    [Fact]
    public void ResolvConf_OnTheHostsNetwork_IsTheHosts() =>
        Assert.Equal("nameserver 127.0.0.1\n", NetworkFiles.ResolvConf("nameserver 127.0.0.1\n", null, s_plain with { NetworkMode = "host" }));

    [Fact]
    public void ResolvConf_WithTheCallersServers_HasThem() =>
        Assert.Equal("nameserver 9.9.9.9\nsearch lan\n", NetworkFiles.ResolvConf("nameserver 10.0.0.1\nsearch lan\n", null, s_plain with { DnsServers = ["9.9.9.9"] }));

    [Fact]
    public void ResolvConf_WithTheCallersDomainsAndOptions_HasThemInPlaceOfTheHosts() => Assert.Equal(
        "nameserver 10.0.0.1\nsortlist 10.0.0.0\nsearch a.example b.example\noptions ndots:2 rotate\n",
        NetworkFiles.ResolvConf("domain lan\nsearch lan\noptions edns0\nsortlist 10.0.0.0\nnameserver 10.0.0.1\n", null, s_plain with { DnsSearch = ["a.example", "b.example"], DnsOptions = ["ndots:2", "rotate"] }));

    [Fact]
    public void ResolvConf_WithADotForADomain_HasNone() =>
        Assert.Equal("nameserver 10.0.0.1\noptions edns0\n", NetworkFiles.ResolvConf("nameserver 10.0.0.1\nsearch lan\noptions edns0\n", null, s_plain with { DnsSearch = ["."] }));

    [Fact]
    public void ResolvConf_WithADomainOnTheHostsNetwork_KeepsTheHostsServers() =>
        Assert.Equal("nameserver 127.0.0.53\nsearch a.example\n", NetworkFiles.ResolvConf("nameserver 127.0.0.53\nsearch lan\n", null, s_plain with { NetworkMode = "host", DnsSearch = ["a.example"] }));

    [Theory]
    [InlineData("foo", "bar.com", "foo.bar.com foo")]
    [InlineData("foo.bar.com", null, "foo.bar.com foo")]
    [InlineData("foo", null, "foo")]
    [InlineData("0123456789ab", "bar", "0123456789ab.bar 0123456789ab")]
    public void Hosts_OfAContainerWithADomain_HaveItsFullNameFirst(string hostname, string? domain, string names) =>
        Assert.EndsWith($"\n172.17.0.2\t{names}\n", NetworkFiles.Hosts("", s_plain with { Domainname = domain }, hostname, s_lease, "172.17.0.1"), StringComparison.Ordinal);

    [Fact]
    public void Hosts_WithExtraHosts_NameThem() =>
        Assert.Contains("10.1.2.3\tdb\n", NetworkFiles.Hosts("", new ContainerSpec { Image = "i", ExtraHosts = ["db:10.1.2.3"] }, "h", null, "172.17.0.1"));

    [Theory]
    [InlineData("host", "", "192.0.2.1 lan\n")]
    [InlineData("host", "db:10.1.2.3", "127.0.0.1\tlocalhost\n")]
    [InlineData("none", "", "127.0.0.1\tlocalhost\n")]
    public void Hosts_OnTheHostsNetwork_AreTheHostsUnlessThereAreExtraOnes(string mode, string extra, string beginning)
    {
        ContainerSpec spec = new() { Image = "i", NetworkMode = mode, ExtraHosts = extra.Length > 0 ? [extra] : [] };
        Assert.StartsWith(beginning, NetworkFiles.Hosts("192.0.2.1 lan", spec, "h", null, "172.17.0.1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("none")]
    [InlineData("bridge")]
    public void Hosts_WithTheHostsGateway_NameItsAddressOnTheBridge(string mode) => Assert.Contains(
        "172.17.0.1\tgateway\n", NetworkFiles.Hosts("", new ContainerSpec { Image = "i", NetworkMode = mode, ExtraHosts = ["gateway:host-gateway"] }, "h", null, "172.17.0.1"), StringComparison.Ordinal);
}
