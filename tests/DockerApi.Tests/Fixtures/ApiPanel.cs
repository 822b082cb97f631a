using System.Net.Sockets;
using System.Text.RegularExpressions;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>A real panel with busybox in it, spoken to over the socket of its Docker API, or over TCP with a certificate.</summary>
public sealed partial class ApiPanel : IAsyncLifetime
{
    private readonly string _certificates = Directory.CreateTempSubdirectory("pnlca").FullName;
    private PanelProcess? _panel;

    /// <summary>The panel.</summary>
    public PanelProcess Process => _panel ?? throw new InvalidOperationException("The panel has not started.");

    /// <summary>Path of its socket.</summary>
    public string SocketPath => Process.Roots.Paths.RunRoot + "/docker.sock";

    /// <summary>For <c>DOCKER_HOST</c> and <c>-H</c>.</summary>
    public string DockerHost => "unix://" + SocketPath;

    /// <summary>Its authority over TCP.</summary>
    public TestAuthority Authority { get; private set; } = null!;

    /// <summary>Where it listens with TLS, as <c>127.0.0.1:2376</c>.</summary>
    public string TlsAddress => ListeningPattern().Match(Process.Output).Groups[1].Value;

    /// <summary>Requests to the API.</summary>
    public ApiClient Api { get; private set; } = null!;

    /// <summary>A tar of busybox's root file system.</summary>
    public string BusyboxTar => Path.GetDirectoryName(Process.Roots.Paths.DataRoot) + "/busybox.tar";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Authority = new TestAuthority(_certificates);
        var server = Authority.Server();
        _panel = await PanelProcess.StartAsync(new Dictionary<string, string>
        {
            ["Panel__ApiTcp__Listen"] = "127.0.0.1:0",
            ["Panel__ApiTcp__Authority"] = Authority.Path,
            ["Panel__ApiTcp__Certificate"] = server.Path,
            ["Panel__ApiTcp__Key"] = server.KeyPath,
            ["Panel__Registries__CertificatesDirectory"] = _certificates,
        }, Cancellation);
        Api = new ApiClient(SocketPath);
        await Command.OutputAsync("bash", [Path.Combine(Repository.Root, "docker-bootstrap/images/build.sh"), "busybox", BusyboxTar], Cancellation);
        await ImportBusyboxAsync(Api);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (_panel is not null) await _panel.DisposeAsync();
        Authority?.Dispose();
        Directory.Delete(_certificates, recursive: true);
    }

    /// <summary>Creates <c>busybox:latest</c> in an engine.</summary>
    public Task ImportBusyboxAsync(ApiClient api) => ImportBusyboxAsync(api, BusyboxTar);

    /// <summary>Imports busybox from a tar of its files.</summary>
    public static async Task ImportBusyboxAsync(ApiClient api, string path)
    {
        await using var tar = File.OpenRead(path);
        await api.SendAsync(HttpMethod.Post, "/images/create?fromSrc=-&repo=busybox&tag=latest&changes=CMD%20%5B%22sh%22%5D", new StreamContent(tar));
    }

    /// <summary>The options of Docker's command line that reach it with a client's certificate.</summary>
    public string[] Tls(TestCertificate client) =>
        ["--host", $"tcp://{TlsAddress}", "--tlsverify", "--tlscacert", Authority.Path, "--tlscert", client.Path, "--tlskey", client.KeyPath];

    /// <summary>Makes the panel trust an authority, its own by default, for one registry name only; returns the folder, which skopeo can
    /// also read.</summary>
    public string Trust(string registry, TestAuthority? authority = null)
    {
        var folder = Directory.CreateDirectory($"{_certificates}/{registry}").FullName;
        File.Copy((authority ?? Authority).Path, folder + "/ca.crt", overwrite: true);
        return folder;
    }

    /// <summary>A raw connection to the socket.</summary>
    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), Cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    [GeneratedRegex(@"listens on https://(\S+) for certificates")]
    private static partial Regex ListeningPattern();
}
