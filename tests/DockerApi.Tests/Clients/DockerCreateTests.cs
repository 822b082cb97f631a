using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Options of <c>docker run</c> and <c>docker cp</c> that are about name resolution, other containers' volumes, ranges of ports and owners.</summary>
public sealed class DockerCreateTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_WithResolverSettings_HasThem(string client)
    {
        var text = await DockerAsync(client, "run", "--name", "resolver", "--dns", "192.0.2.1", "--dns-search", "a.example", "--dns-search", "b.example", "--dns-option", "ndots:2", "busybox", "cat", "/etc/resolv.conf");
        Assert.Equal("nameserver 192.0.2.1\nsearch a.example b.example\noptions ndots:2\n", text);
        Assert.Equal("[a.example b.example] [ndots:2]\n", await DockerAsync(client, "inspect", "-f", "{{.HostConfig.DnsSearch}} {{.HostConfig.DnsOptions}}", "resolver"));
        Assert.DoesNotContain("search", await DockerAsync(client, "run", "--rm", "--dns-search", ".", "busybox", "cat", "/etc/resolv.conf"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_WithVolumesOfAnother_SeesThem(string client)
    {
        await DockerAsync(client, "run", "--name", "donor", "-v", "/data", "busybox", "sh", "-c", "echo kept > /data/file");
        Assert.Equal("kept\n", await DockerAsync(client, "run", "--rm", "--volumes-from", "donor", "busybox", "cat", "/data/file"));
        Assert.Equal("kept\n", await DockerAsync(client, "run", "--name", "reader", "--volumes-from", "donor:ro", "busybox", "sh", "-c", "rm /data/file 2>/dev/null; cat /data/file"));
        Assert.Equal("[donor:ro] false\n", await DockerAsync(client, "inspect", "-f", "{{.HostConfig.VolumesFrom}} {{(index .Mounts 0).RW}}", "reader"));
        var (code, _, error) = await DockerCli.TryAsync(Panel, client, "run", "--volumes-from", "nosuch", "busybox", "true");
        Assert.Equal(125, code);
        Assert.Contains("No such container: nosuch", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_WithARangeOfHostPorts_TakesAFreeOne(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "first", "-p", "18190-18191:80", "busybox", "sleep", "1000");
        await DockerAsync(client, "run", "-d", "--name", "second", "-p", "18190-18191:80", "busybox", "sleep", "1000");
        Assert.StartsWith("0.0.0.0:18190", await DockerAsync(client, "port", "first", "80"), StringComparison.Ordinal);
        Assert.StartsWith("0.0.0.0:18191", await DockerAsync(client, "port", "second", "80"), StringComparison.Ordinal);
        Assert.Equal("18190-18191\n", await DockerAsync(client, "inspect", "-f", """{{(index (index .HostConfig.PortBindings "80/tcp") 0).HostPort}}""", "second"));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Cp_WithTheOwnersKept_GivesTheFilesToTheContainersUser(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "box", "--user", "1000:1001", "busybox", "sleep", "1000");
        await DockerAsync(client, "cp", "--archive", Panel.BusyboxTar, "box:/file");
        Assert.Equal("1000 1001\n", await DockerAsync(client, "exec", "box", "stat", "-c", "%u %g", "/file"));
    }
}
