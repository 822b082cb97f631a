using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Panel.Engine.Linux.Netlink;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Networks;

/// <summary>A host of a test's own: a network namespace kept by a sleeping process.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<Socket> _sockets = [];

    private TestHost(Process process) => _process = process;

    public int Pid => _process.Id;

    public string Path => $"/proc/{Pid}/ns/net";

    public static async Task<TestHost> CreateAsync(CancellationToken cancellationToken, string namespaces = "-n")
    {
        var host = new TestHost(Process.Start(new ProcessStartInfo("unshare", [namespaces, "sleep", "120"]))!);
        var own = new FileInfo("/proc/self/ns/net").LinkTarget;
        while (new FileInfo(host.Path).LinkTarget == own) await Task.Delay(2, cancellationToken);
        ContainerLink.LoopbackUp(host.Pid);
        return host;
    }

    public T Run<T>(Func<T> action) => NetworkNamespace.Run(Path, action);

    public void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <summary>A switch with this host at its first address.</summary>
    public void AddSwitch(string name, string address) => Run(() =>
    {
        using var socket = NetlinkSocket.Route();
        socket.Execute(new NetlinkBatch().AddBridge(name, new([2, 0, 0, 0, 0, 1])));
        socket.Execute(new NetlinkBatch().AddAddress(LinkTable.Find(socket, name)!.Index, IPAddress.Parse(address), 24));
    });

    /// <summary>Runs a shell command with this host's network; it must succeed.</summary>
    public Task<string> ShellAsync(string command, CancellationToken cancellationToken) =>
        Command.OutputAsync("nsenter", ["--net=" + Path, "sh", "-ec", command], cancellationToken);

    /// <summary>Value of a sysctl below net.</summary>
    public string Sysctl(string path) => Run(() => File.ReadAllText("/proc/sys/net/" + path).Trim());

    /// <summary>Puts another host on a switch or bridge of this one.</summary>
    public void Connect(TestHost other, ContainerLinkSpec spec) => Run(() => ContainerLink.Attach(other.Pid, spec));

    public void AddRoute(string link, string gateway) => Run(() =>
    {
        using var socket = NetlinkSocket.Route();
        socket.Execute(new NetlinkBatch().AddDefaultRoute(LinkTable.Find(socket, link)!.Index, IPAddress.Parse(gateway)));
    });

    public IReadOnlyList<string> LinkNames() => Run(() =>
    {
        using var socket = NetlinkSocket.Route();
        return LinkTable.Links(socket).Select(link => link.Name).Order().ToList();
    });

    /// <summary>Answers every TCP connection with its name and the address that it sees.</summary>
    public void ServeTcp(int port, string name)
    {
        var listener = Open(SocketType.Stream, socket =>
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.Listen(16);
        });
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptAsync();
                await client.SendAsync(Encoding.UTF8.GetBytes($"{name} {((IPEndPoint)client.RemoteEndPoint!).Address}"));
            }
        });
    }

    /// <summary>Answers every datagram with its name and the address that it sees.</summary>
    public void ServeUdp(int port, string name)
    {
        var server = Open(SocketType.Dgram, socket => socket.Bind(new IPEndPoint(IPAddress.Any, port)));
        _ = Task.Run(async () =>
        {
            var buffer = new byte[64];
            while (true)
            {
                var received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                await server.SendToAsync(Encoding.UTF8.GetBytes($"{name} {((IPEndPoint)received.RemoteEndPoint).Address}"), received.RemoteEndPoint);
            }
        });
    }

    public async Task<string> AskTcpAsync(string address, int port, CancellationToken cancellationToken)
    {
        using var socket = Open(SocketType.Stream, _ => { });
        await socket.ConnectAsync(IPAddress.Parse(address), port, cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(2), cancellationToken);
        var buffer = new byte[64];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(2), cancellationToken));
    }

    public async Task<string> AskUdpAsync(string address, int port, CancellationToken cancellationToken, Socket? from = null)
    {
        var socket = from ?? Open(SocketType.Dgram, _ => { });
        var buffer = new byte[64];
        await socket.SendToAsync("?"u8.ToArray(), new IPEndPoint(IPAddress.Parse(address), port), cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(2), cancellationToken));
    }

    public Socket Open(SocketType type, Action<Socket> prepare)
    {
        var socket = Run(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
            prepare(socket);
            return socket;
        });
        _sockets.Add(socket);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets) socket.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
