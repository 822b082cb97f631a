using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Rights;

/// <summary>Real containers that were given the API's socket, as <c>-v /run/panel/docker.sock:/var/run/docker.sock</c> does.</summary>
public sealed class ContainerSocketTests(ApiPanel panel) : ApiTest(panel)
{
    private const string Ask = "curl -s --unix-socket /var/run/docker.sock ";

    // Opened by root, so that the folders above, which are root's alone, are not in the way of the group.
    private const string CreateAsNobody = """
        import http.client, os, socket, sys
        opened = os.open(sys.argv[1], os.O_PATH)
        os.setgroups([])
        os.setgid(os.fstat(opened).st_gid)
        os.setuid(65534)
        api = http.client.HTTPConnection("docker")
        api.sock = socket.socket(socket.AF_UNIX)
        api.sock.connect(f"/proc/self/fd/{opened}")
        api.request("POST", "/containers/create", sys.argv[2], {"Content-Type": "application/json"})
        print(api.getresponse().read().decode())
        """;

    // The host's curl with its libraries; busybox has nothing for a unix socket.
    private string Binds => $$"""["{{Panel.SocketPath}}:/var/run/docker.sock","/usr:/usr:ro","/usr/lib:/lib:ro","/usr/lib64:/lib64:ro"]""";

    [Theory]
    [InlineData("")]
    [InlineData(""","UsernsMode":"host" """)]
    [InlineData(""","Privileged":true,"UsernsMode":"host","PidMode":"host" """)]
    public async Task Container_OfRoot_ActsAsItsCreator_AndTheHistoryNamesBoth(string host)
    {
        var name = "agent" + Guid.NewGuid().ToString("N")[..8];
        var id = await Api.RunAsync($"{Ask} -X POST http://d/volumes/create -H 'Content-Type: application/json' -d '{{\"Name\":\"of-{name}\"}}'", $$""" "HostConfig":{"Binds":{{Binds}}{{host}}}""", name);
        Assert.Equal((0, ""), (await Api.WaitAsync(id), await ErrorsAsync(id)));
        Assert.Equal($"of-{name}", (await Api.GetAsync($"/volumes/of-{name}")).GetProperty("Name").GetString());
        var row = await AuditAsync("volume.create", $"of-{name}");
        Assert.Equal($"Container|0|root (uid 0) through the container {name} ({id[..12]}) via docker API", row);
    }

    [Fact]
    public async Task Command_InAContainerOfSomebodyWhoMayNoMore_IsRefused()
    {
        // Created by a user with the group of the socket, which the machine's files do not give it: who is asked later says no.
        var body = $$$"""{"Image":"busybox","Cmd":["sleep","1000"],"HostConfig":{"Binds":{{{Binds}}}}}""";
        var made = await Command.OutputAsync("python3", ["-c", CreateAsNobody, Panel.SocketPath, body], Cancellation);
        var id = JsonElement.Parse(made).GetProperty("Id").GetString()!;
        await Api.PostAsync($"/containers/{id}/start");
        var (_, output, _) = await DockerCli.TryAsync(Panel, "Debian's", "exec", id, "sh", "-c", Ask + "http://d/containers/json");
        Assert.Contains("nobody (uid 65534), who created the container", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_InAPidNamespaceThatIsNoContainers_IsRefused()
    {
        var (_, output, _) = await Command.TryAsync("unshare", ["--pid", "--fork", "curl", "-s", "--unix-socket", Panel.SocketPath, "http://d/containers/json"], Cancellation);
        Assert.Contains("cannot tell who is calling", output, StringComparison.Ordinal);
    }

    private async Task<string> ErrorsAsync(string id) => await Api.SendAsync(HttpMethod.Get, $"/containers/{id}/logs?stderr=1");

    private async Task<string> AuditAsync(string operation, string target)
    {
        const string Script = "import sqlite3,sys; print('|'.join(sqlite3.connect(sys.argv[1]).execute('select ActorKind,ActorId,ActorName from Audit where Operation=? and Target=?', sys.argv[2:]).fetchone()))";
        return (await Command.OutputAsync("python3", ["-c", Script, Panel.Process.Roots.Paths.DataRoot + "/panel.db", operation, target], Cancellation)).Trim();
    }
}
