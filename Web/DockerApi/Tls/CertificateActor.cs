using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Tls;

/// <summary>The holder of a client certificate as the actor of what it asks for.</summary>
internal static class CertificateActor
{
    /// <summary>An administrator, as with Docker: who holds a certificate of the authority may make containers, and so is root on the machine.</summary>
    public static Actor Of(X509Certificate2 certificate, IPAddress? address) => new(
        ActorKind.Certificate, certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), $"{Name(certificate)} (certificate){Caller.Suffix}",
        PanelRole.Administrator, (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString());

    /// <summary>Notes the actor of each connection once its handshake is done.</summary>
    public static ConnectionDelegate Note(ConnectionDelegate next) => connection =>
    {
        var certificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate ?? throw new InvalidOperationException("The connection has no certificate.");
        connection.Features.Set(new Caller(Of(certificate, (connection.RemoteEndPoint as IPEndPoint)?.Address)));
        return next(connection);
    };

    // The common name; without one what comes next in the subject.
    private static string Name(X509Certificate2 certificate)
    {
        var name = string.Concat(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).Where(letter => !char.IsControl(letter))).Trim();
        return name.Length > 0 ? name : "unnamed";
    }
}
