using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Panel.Web.Configuration;

namespace Panel.Web.DockerApi.Tls;

/// <summary>The panel's side of a handshake, read once from the configured files.</summary>
internal sealed class ApiTls
{
    private readonly SslStreamCertificateContext _own;
    private readonly ClientCertificates _clients;
    private readonly ILogger _logger;

    private ApiTls(SslStreamCertificateContext own, ClientCertificates clients, ILogger logger) => (_own, _clients, _logger) = (own, clients, logger);

    /// <exception cref="StartUpException">A file cannot be read, or has other content.</exception>
    public static ApiTls Load(ApiTcpOptions options, TimeProvider time, ILogger logger)
    {
        var authority = Read(nameof(options.Authority), options.Authority!, "certificates in PEM", Certificates);
        if (!authority.Any(certificate => ClientCertificates.IsRoot(certificate)) || !authority.All(ClientCertificates.IsAuthority))
            throw new StartUpException($"Panel:ApiTcp:Authority '{options.Authority}' must hold an authority's root certificate, and only certificates of authorities.");
        var chain = Read(nameof(options.Certificate), options.Certificate!, "a certificate in PEM", Certificates);
        var own = Read(nameof(options.Key), options.Key!, $"the key in PEM, not encrypted, of {options.Certificate}", key => X509Certificate2.CreateFromPem(chain[0].ExportCertificatePem(), key));
        if (own.NotAfter.ToUniversalTime() < time.GetUtcNow()) TlsLog.Expired(logger, options.Certificate!, own.NotAfter.ToUniversalTime());
        var between = new X509Certificate2Collection(chain.Skip(1).ToArray());
        return new ApiTls(SslStreamCertificateContext.Create(own, between, offline: true), new ClientCertificates(authority), logger);
    }

    /// <summary>The options for one connection. The log has the reason and the address of each rejected client.</summary>
    public SslServerAuthenticationOptions For(EndPoint? client) => new()
    {
        ServerCertificateContext = _own,
        ClientCertificateRequired = true,
        CertificateChainPolicy = _clients.Policy(),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        AllowRenegotiation = false,
        // Each connection presents its certificate again, so that an expired one is refused.
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (ClientCertificates.Refusal(certificate, chain, errors) is not { } refusal) return true;
            TlsLog.Refused(_logger, client, certificate?.Subject, refusal);
            return false;
        },
    };

    private static X509Certificate2Collection Certificates(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("It holds none.");
    }

    private static T Read<T>(string setting, string path, string wanted, Func<string, T> parse)
    {
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartUpException($"Panel:ApiTcp:{setting} cannot be read: {error.Message}", error);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            // An ArgumentException means the key of another certificate.
            throw new StartUpException($"Panel:ApiTcp:{setting} '{path}' must hold {wanted}.", error);
        }
    }
}
