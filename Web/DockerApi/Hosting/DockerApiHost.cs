using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Tls;
using Panel.Web.Door;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>The Docker Engine API on its unix socket and over TCP, with its own Kestrel servers, so that it has no contact with the panel's
/// cookies, pages and static files.</summary>
internal sealed class DockerApiHost(PanelOptions options, IServiceProvider services, TimeProvider time, ILoggerFactory loggers) : IHostedService, IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("Panel.DockerApi");
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ApiServer> _servers = [];
    private DockerSocketLink? _link;
    private bool _published;

    /// <summary>The path of the socket; null when it is turned off.</summary>
    public string? SocketPath { get; } = options.ApiSocket switch
    {
        null => Path.Combine(options.RunRoot, "docker.sock"),
        "" => null,
        var path => path,
    };

    /// <summary>The address with TLS, such as <c>https://127.0.0.1:2376</c>; null when it is off.</summary>
    public string? TcpAddress { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // TCP first, because it is likelier to be refused: the socket's file exists once it is served.
        if (options.ApiTcp.Endpoint is { } endpoint)
            TcpAddress = await new TlsListener(endpoint, options.ApiTcp, time, _logger).StartAsync(Server(TlsListener.Bind), _stopping.Token, cancellationToken);
        if (SocketPath is not null) await ServeSocketAsync(SocketPath, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Endless streams end now.
        await _stopping.CancelAsync();
        // The file first, so that the next panel does not find a dead socket.
        _link?.Remove();
        if (_published) File.Delete(SocketPath!);
        await Task.WhenAll(_servers.Select(server => server.StopAsync(cancellationToken)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _servers.ForEach(server => server.Dispose());
        _stopping.Dispose();
    }

    private async Task ServeSocketAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new ApiSocket(path, LinuxAccounts.SocketGroup(), options.RunRoot);
        await socket.PrepareAsync(cancellationToken);
        var server = Server();
        await server.StartAsync(kestrel => kestrel.ListenUnixSocket(socket.BindPath, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(PeerActor.Note(socket.Group.Gid, options.ApiGroupRole, services.GetRequiredService<SystemEngine>().Engine.Containers));
            listen.Use(next => new HijackConnection(next, services.GetRequiredService<TimeProvider>(), _stopping.Token).RunAsync);
        }), cancellationToken);
        socket.Publish();
        _published = true;
        if (options.DockerSocketLink is { Length: > 0 } place) _link = new DockerSocketLink(place, path, _logger);
        _link?.Make();
        DockerApiLog.Listening(_logger, path, socket.Group.Name);
    }

    private ApiServer Server(Func<EndPoint, Socket>? bind = null)
    {
        // The options of the panel's own server, which have the pool that sockets read into. New options have none, and would allocate an
        // array for every 4 KB of a body.
        var transport = services.GetRequiredService<IOptionsFactory<SocketTransportOptions>>().Create(Options.DefaultName);
        if (bind is not null) transport.CreateBoundListenSocket = bind;
        var server = new ApiServer(services, transport, loggers, _logger, _stopping.Token);
        _servers.Add(server);
        return server;
    }
}
