using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class NetworkFilesTests
{
    [Theory]
    [InlineData("nameserver 127.0.0.53\nsearch lan\noptions edns0\n", "nameserver 10.0.0.1\n", "nameserver 10.0.0.1\nsearch lan\noptions edns0\n")]
    [InlineData("nameserver 127.0.0.1\nnameserver 192.168.1.1\n", null, "nameserver 192.168.1.1\n")]
    [InlineData("# none\nnameserver ::1\n", null, "nameserver 1.1.1.1\nnameserver 8.8.8.8\n")]
    [InlineData("", null, "nameserver 1.1.1.1\nnameserver 8.8.8.8\n")]
    public void ResolvConf_WithLoopbackServers_ReplacesThem(string host, string? upstream, string expected) =>
        Assert.Equal(expected, NetworkFiles.ResolvConf(host, upstream, [], ownNetwork: true));

    [Fact]
    public void ResolvConf_OnTheHostsNetwork_IsTheHosts() =>
        Assert.Equal("nameserver 127.0.0.1\n", NetworkFiles.ResolvConf("nameserver 127.0.0.1\n", null, [], ownNetwork: false));

    [Fact]
    public void ResolvConf_WithTheCallersServers_HasThem() =>
        Assert.Equal("nameserver 9.9.9.9\nsearch lan\n", NetworkFiles.ResolvConf("nameserver 10.0.0.1\nsearch lan\n", null, ["9.9.9.9"], ownNetwork: true));

    [Fact]
    public void Hosts_WithExtraHosts_NameThem() =>
        Assert.Contains("10.1.2.3\tdb\n", NetworkFiles.Hosts(new ContainerSpec { Image = "i", ExtraHosts = ["db:10.1.2.3"] }, "h", null));
}
