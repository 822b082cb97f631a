using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Networks;

/// <summary>The network of real containers, by the whole engine.</summary>
public sealed class EngineNetworkTests : IAsyncLifetime
{
    private readonly PanelRoots _roots = new();
    private NativeEngine _engine = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var tar = Path.Combine(Path.GetDirectoryName(_roots.Paths.DataRoot)!, "busybox.tar");
        await Command.OutputAsync("bash", [Path.Combine(Repository.Root, "docker-bootstrap/images/build.sh"), "busybox", tar], Cancellation);
        _engine = await NativeEngine.StartAsync(
            new EngineOptions { DataRoot = _roots.Paths.DataRoot, RunRoot = _roots.Paths.RunRoot, ShimPath = Repository.PanelShim }, NullLoggerFactory.Instance, Cancellation);
        await using var file = File.OpenRead(tar);
        await _engine.Images.ImportAsync(file, "busybox:latest", new ImageConfiguration(), cancellationToken: Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _roots.RemoveAsync();
    }

    [Fact]
    public async Task Container_WithAPublishedPort_AnswersOnLoopbackThroughRestartsUntilRemoved()
    {
        const int port = 18080;
        var web = await StartAsync("mkdir -p /www; echo hello > /www/index.html; exec httpd -f -p 80 -h /www", new PortBinding(80, HostPort: port));
        Assert.Contains("hello", await AskAsync(port), StringComparison.Ordinal);

        for (var round = 0; round < 5; round++)
        {
            await _engine.Containers.RestartAsync(web, TimeSpan.Zero, Cancellation);
            Assert.Contains("hello", await AskAsync(port), StringComparison.Ordinal);
        }

        var name = (await _engine.Containers.InspectAsync(web, Cancellation)).Summary.Name;
        var refused = await Assert.ThrowsAsync<ConflictException>(() => StartAsync("sleep 9", new PortBinding(80, HostPort: port)));
        Assert.Equal($"Bind for 0.0.0.0:{port} failed: port is already allocated: the container {name} publishes it; stop that, or choose another host port.", refused.Message);
        await _engine.Containers.RemoveAsync(web, force: true, cancellationToken: Cancellation);
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(port));
    }

    [Fact]
    public async Task Container_WithARangeOfHostPorts_TakesTheFirstFreeOneOfIt()
    {
        var range = new PortBinding(80, HostPort: 18090) { LastHostPort = 18091 };
        var first = await StartAsync("mkdir -p /www; echo first > /www/index.html; exec httpd -f -p 80 -h /www", range);
        await StartAsync("mkdir -p /www; echo second > /www/index.html; exec httpd -f -p 80 -h /www", range);
        Assert.Contains("first", await AskAsync(18090), StringComparison.Ordinal);
        Assert.Contains("second", await AskAsync(18091), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<ConflictException>(() => StartAsync("sleep 9", range));
        Assert.Equal("No port from 18090 to 18091 is free on 0.0.0.0: all ports are allocated; choose another range.", refused.Message);
        await _engine.Containers.RemoveAsync(first, force: true, cancellationToken: Cancellation);
        await StartAsync("mkdir -p /www; echo third > /www/index.html; exec httpd -f -p 80 -h /www", range);
        Assert.Contains("third", await AskAsync(18090), StringComparison.Ordinal);
    }

    /// <summary>A server that has just ended leaves its closed connections for a minute.</summary>
    [Fact]
    public async Task Container_WithAPortInTimeWait_TakesItAndNobodyElseListensThere()
    {
        using (var server = new TcpListener(IPAddress.Loopback, 18120))
        {
            server.Start();
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, 18120, Cancellation);
            (await server.AcceptSocketAsync(Cancellation)).Dispose();
        }
        await Poll.UntilAsync(() => Task.FromResult(IsInTimeWait(18120)), "the port is in TIME_WAIT", cancellationToken: Cancellation);

        await StartAsync("mkdir -p /www; echo hello > /www/index.html; exec httpd -f -p 80 -h /www", new PortBinding(80, HostPort: 18120));

        Assert.Contains("hello", await AskAsync(18120), StringComparison.Ordinal);
        using var other = new TcpListener(IPAddress.Any, 18120);
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(other.Start).SocketErrorCode);
    }

    [Fact]
    public async Task Container_WithAPortOfAProcessInAnother_SaysWhichProcessAndContainer()
    {
        var web = await _engine.Containers.CreateAsync(
            new ContainerSpec { Image = "busybox", Command = ["httpd", "-f", "-p", "18121"], NetworkMode = "host" }, Cancellation);
        await _engine.Containers.StartAsync(web.Id, Cancellation);
        await Poll.UntilAsync(() => Task.FromResult(File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6")).Any(line => line.Contains(":46C9 ", StringComparison.Ordinal))), "it listens", cancellationToken: Cancellation);
        var pid = (await _engine.Containers.InspectAsync(web.Id, Cancellation)).Summary.State.Pid;

        var refused = await Assert.ThrowsAsync<ConflictException>(() => StartAsync("sleep 9", new PortBinding(80, HostPort: 18121)));

        Assert.Contains("bind: address already in use", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"the process httpd (pid {pid}) of the container {web.Name} listens on ", refused.Message, StringComparison.Ordinal);
    }

    private static bool IsInTimeWait(int port) => File.ReadLines("/proc/net/tcp").Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var local, _, "06", ..] && local.EndsWith($":{port:X4}", StringComparison.Ordinal));

    /// <summary>The shim of the run before must have let go of them when the next one begins.</summary>
    [Fact]
    public async Task Restart_ManyTimesInARow_FindsItsPortsFree()
    {
        PortBinding[] ports = [.. Enumerable.Range(18100, 40).SelectMany(port => (PortBinding[])[new(port, HostPort: port), new(port, PortProtocol.Udp, HostPort: port)])];
        var id = await StartAsync("exec sleep 600", ports);

        for (var round = 0; round < 25; round++) await _engine.Containers.RestartAsync(id, TimeSpan.Zero, Cancellation);

        Assert.True((await _engine.Containers.InspectAsync(id, Cancellation)).Summary.State.IsRunning);
    }

    private async Task<string> StartAsync(string script, params PortBinding[] ports)
    {
        var created = await _engine.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Command = ["sh", "-c", script], Ports = ports }, Cancellation);
        await _engine.Containers.StartAsync(created.Id, Cancellation);
        return created.Id;
    }

    // The server needs a moment to listen; until then the container refuses.
    private static async Task<string> AskAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var socket = await ConnectAsync(port);
                await socket.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), Cancellation);
                var answer = new StringBuilder();
                var buffer = new byte[1024];
                // A server that goes on with a connection that this host has given up would be waited for without end.
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
                limit.CancelAfter(TimeSpan.FromSeconds(30));
                while (await socket.ReceiveAsync(buffer, limit.Token) is > 0 and var count) answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
                return answer.ToString();
            }
            catch (SocketException) when (attempt < 100)
            {
                await Task.Delay(20, Cancellation);
            }
        }
    }

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, Cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
