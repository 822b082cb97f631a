using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Panel.Web.DockerApi.Tls;

/// <summary>Ends a connection as TLS requires (RFC 8446, 6.1), so that the client can tell the end of a stream from a cut one.</summary>
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
            // The client has already left.
        }
    };
}
