using System.Net.Sockets;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>A real panel with busybox in it, spoken to over the socket of its Docker API.</summary>
public sealed class ApiPanel : IAsyncLifetime
{
    private PanelProcess? _panel;

    /// <summary>The panel.</summary>
    public PanelProcess Process => _panel ?? throw new InvalidOperationException("The panel has not started.");

    /// <summary>Path of its socket.</summary>
    public string SocketPath => Process.Roots.Paths.RunRoot + "/docker.sock";

    /// <summary>For <c>DOCKER_HOST</c> and <c>-H</c>.</summary>
    public string DockerHost => "unix://" + SocketPath;

    /// <summary>Requests to the API.</summary>
    public ApiClient Api { get; private set; } = null!;

    /// <summary>A tar of busybox's root file system.</summary>
    public string BusyboxTar => Path.GetDirectoryName(Process.Roots.Paths.DataRoot) + "/busybox.tar";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _panel = await PanelProcess.StartAsync(cancellationToken: Cancellation);
        Api = new ApiClient(SocketPath);
        await Command.OutputAsync("bash", [Path.Combine(Repository.Root, "docker-bootstrap/images/build.sh"), "busybox", BusyboxTar], Cancellation);
        await ImportBusyboxAsync(Api);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (_panel is not null) await _panel.DisposeAsync();
    }

    /// <summary>Makes <c>busybox:latest</c> of an engine.</summary>
    public async Task ImportBusyboxAsync(ApiClient api)
    {
        await using var tar = File.OpenRead(BusyboxTar);
        await api.SendAsync(HttpMethod.Post, "/images/create?fromSrc=-&repo=busybox&tag=latest&changes=CMD%20%5B%22sh%22%5D", new StreamContent(tar));
    }

    /// <summary>A raw connection to the socket.</summary>
    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), Cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
