using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>A Kestrel server that serves the API at one endpoint of any kind. <see cref="HijackConnection"/> sits between it and its
/// connections.</summary>
internal sealed class ApiServer : IDisposable
{
    private readonly KestrelServerOptions _options;
    private readonly KestrelServer _server;
    private readonly RequestDelegate _answer;

    /// <param name="services">The panel's services.</param>
    /// <param name="transport">Settings of its sockets.</param>
    /// <param name="loggers">For Kestrel.</param>
    /// <param name="logger">For the API.</param>
    /// <param name="stopping">Cancelled when the panel stops.</param>
    public ApiServer(IServiceProvider services, SocketTransportOptions transport, ILoggerFactory loggers, ILogger logger, CancellationToken stopping)
    {
        _options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        Unlimit(_options.Limits);
        _server = new KestrelServer(Options.Create(_options), new SocketTransportFactory(Options.Create(transport), loggers), loggers);
        var pipeline = new ApplicationBuilder(services);
        pipeline.UseWebSockets();
        pipeline.Run(new ApiDispatcher(services, logger, stopping).RunAsync);
        _answer = pipeline.Build();
    }

    /// <summary>Starts the server.</summary>
    /// <param name="listen">Adds the endpoint.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The address on which it listens.</returns>
    public async Task<string> StartAsync(Action<KestrelServerOptions> listen, CancellationToken cancellationToken)
    {
        listen(_options);
        await _server.StartAsync(new Application(_answer), cancellationToken);
        return _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    // File bodies have no limit, JSON bodies their own; readers and writers may be as slow as they like.
    private static void Unlimit(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestLineSize = 64 * 1024;
        limits.MaxRequestBufferSize = 1024 * 1024;
    }

    private sealed class Application(RequestDelegate answer) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => answer(context);

        public void DisposeContext(HttpContext context, Exception? exception) { }
    }
}
