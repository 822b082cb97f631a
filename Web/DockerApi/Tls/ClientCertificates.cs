using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Panel.Web.DockerApi.Tls;

/// <summary>Decides which client certificates are accepted: valid now, issued by this authority, and made for clients.</summary>
/// <param name="authority">The certificates in the authority's file: its roots, and the ones between them and the clients'.</param>
internal sealed class ClientCertificates(X509Certificate2Collection authority)
{
    // id-kp-clientAuth (RFC 5280, 4.2.1.12).
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    /// <summary>Whether a certificate may sign others.</summary>
    public static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    /// <summary>Whether the certificate is a root.</summary>
    public static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>The rules for a chain. Each call creates a new policy, because a handshake adds what the client sent.</summary>
    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.ApplicationPolicy.Add(new(ClientUsage));
        foreach (var certificate in authority) (IsRoot(certificate) ? policy.CustomTrustStore : policy.ExtraStore).Add(certificate);
        return policy;
    }

    /// <summary>Why the client is rejected; null when it is accepted.</summary>
    public static string? Refusal(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 given) return "it has none";
        if (errors != SslPolicyErrors.None)
            return chain is { ChainStatus.Length: > 0 } ? string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation).Distinct()) : errors.ToString();
        // A certificate without a purpose would pass: an authority may sign servers that way, and no server may be root here.
        return given.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usage => usage.EnhancedKeyUsages[ClientUsage] is not null) ? null : "it is not made for clients (clientAuth)";
    }
}
