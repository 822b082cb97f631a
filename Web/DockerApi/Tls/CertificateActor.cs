using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Tls;

/// <summary>Turns the holder of a client certificate into an actor.</summary>
internal static class CertificateActor
{
    /// <summary>The holder is an administrator, as in Docker: with a certificate of the authority one may create containers, and so is root
    /// on the machine.</summary>
    public static Actor Of(X509Certificate2 certificate, IPAddress? address) => new(
        ActorKind.Certificate, certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), $"{Name(certificate)} (certificate){Caller.Suffix}",
        PanelRole.Administrator, (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString());

    /// <summary>Records the actor of each connection once its handshake is complete.</summary>
    public static ConnectionDelegate Note(ConnectionDelegate next) => connection =>
    {
        var certificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate ?? throw new InvalidOperationException("The connection has no certificate.");
        connection.Features.Set(new Caller(Of(certificate, (connection.RemoteEndPoint as IPEndPoint)?.Address)));
        return next(connection);
    };

    // The common name; without one, the next part of the subject.
    private static string Name(X509Certificate2 certificate)
    {
        var name = string.Concat(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).Where(letter => !char.IsControl(letter))).Trim();
        return name.Length > 0 ? name : "unnamed";
    }
}
