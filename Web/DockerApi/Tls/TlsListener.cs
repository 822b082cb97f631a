using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Http;

namespace Panel.Web.DockerApi.Tls;

/// <summary>The API over TCP (ADR 0014). Connections are taken over behind TLS, so that attach and exec are encrypted, too.</summary>
internal sealed class TlsListener(IPEndPoint endpoint, ApiTcpOptions options, TimeProvider time, ILogger logger)
{
    // Docker's value: the kernel's probes detect a client whose machine is gone.
    private const int KeepAliveSeconds = 15;

    /// <summary>Creates the server's sockets.</summary>
    public static Socket Bind(EndPoint endpoint)
    {
        // Accepted sockets inherit it (socket(7), tcp(7)).
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
        return socket;
    }

    /// <summary>Starts <paramref name="server"/> on the endpoint.</summary>
    /// <param name="server">The server.</param>
    /// <param name="stopping">Cancelled when the panel stops.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>Its address.</returns>
    /// <exception cref="StartUpException">A configured file is wrong, or the address is not available.</exception>
    public async Task<string> StartAsync(ApiServer server, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var tls = ApiTls.Load(options, time, logger);
        try
        {
            var address = await server.StartAsync(kestrel => Listen(kestrel, endpoint, tls, time, stopping), cancellationToken);
            TlsLog.Listening(logger, address, options.Authority!);
            return address;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw new StartUpException($"Panel:ApiTcp:Listen is {options.Listen}, where the panel cannot listen: {error.Message} Stop what listens there, or set another address.", error);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, IPEndPoint endpoint, ApiTls tls, TimeProvider time, CancellationToken stopping) => kestrel.Listen(endpoint, listen =>
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(PlainTextRefusal.Before);
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = handshake => ValueTask.FromResult(tls.For(handshake.Connection.RemoteEndPoint)) });
        listen.Use(TlsEnd.After);
        listen.Use(CertificateActor.Note);
        listen.Use(next => new HijackConnection(next, time, stopping).RunAsync);
    });
}
