using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>The Docker Engine API on its unix socket: a Kestrel of its own, so that no cookie, page or static file of the panel is near it.</summary>
internal sealed class DockerApiHost(PanelOptions options, IServiceProvider services, ILoggerFactory loggers) : IHostedService, IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("Panel.DockerApi");
    private readonly CancellationTokenSource _stopping = new();
    private KestrelServer? _server;

    /// <summary>Where it listens; null when it is turned off.</summary>
    public string? SocketPath { get; } = options.ApiSocket switch
    {
        null => Path.Combine(options.RunRoot, "docker.sock"),
        "" => null,
        var path => path,
    };

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (SocketPath is null) return;
        var socket = new ApiSocket(SocketPath, LinuxAccounts.SocketGroup(), options.RunRoot);
        await socket.PrepareAsync(cancellationToken);
        var kestrel = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        Unlimit(kestrel.Limits);
        kestrel.ListenUnixSocket(socket.BindPath, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(Peer.Note);
            listen.Use(next => new HijackConnection(next, Dispatcher(socket).RunAsync, _stopping.Token).RunAsync);
        });
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        _server = new KestrelServer(Options.Create(kestrel), transport, loggers);
        await _server.StartAsync(new KestrelApplication(Dispatcher(socket), services), cancellationToken);
        socket.Publish();
        DockerApiLog.Listening(_logger, SocketPath, socket.Group.Name);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Streams that would go on for ever end now.
        await _stopping.CancelAsync();
        if (_server is null) return;
        // First the name, so that the next panel does not find a socket that refuses.
        File.Delete(SocketPath!);
        await _server.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _stopping.Dispose();
    }

    private ApiDispatcher Dispatcher(ApiSocket socket) => new(services, socket.Group.Gid, _logger, _stopping.Token);

    // Bodies that are files have no bound, JSON has its own; a reader or writer may be as slow as it likes.
    private static void Unlimit(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestLineSize = 64 * 1024;
        limits.MaxRequestBufferSize = 1024 * 1024;
    }
}

/// <summary>Hands Kestrel's requests to the dispatcher.</summary>
internal sealed class KestrelApplication(ApiDispatcher dispatcher, IServiceProvider services) : IHttpApplication<HttpContext>
{
    private readonly RequestDelegate _pipeline = Pipeline(dispatcher, services);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _pipeline(context);

    public void DisposeContext(HttpContext context, Exception? exception) { }

    private static RequestDelegate Pipeline(ApiDispatcher dispatcher, IServiceProvider services)
    {
        var pipeline = new ApplicationBuilder(services);
        pipeline.UseWebSockets();
        pipeline.Run(dispatcher.RunAsync);
        return pipeline.Build();
    }
}
