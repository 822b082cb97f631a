using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Panel.Web.DockerApi.Tls;

/// <summary>Ends a connection the way TLS wants it (RFC 8446, 6.1): a client tells the end of a stream from one that somebody cut.</summary>
internal static class TlsEnd
{
    public static ConnectionDelegate After(ConnectionDelegate next) => async connection =>
    {
        await next(connection);
        try
        {
            if (connection.Features.Get<ISslStreamFeature>() is { } tls) await tls.SslStream.ShutdownAsync();
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // The client has gone before.
        }
    };
}
