using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>The certificates to trust for one registry: those of the machine's authorities and its own, or any if it is insecure.</summary>
internal sealed class RegistryTrust : IDisposable
{
    private readonly string _host;
    private readonly bool _anyone;
    private readonly X509Certificate2Collection _authorities = [];

    /// <exception cref="InvalidInputException">A certificate cannot be read.</exception>
    public RegistryTrust(string host, bool anyone, string? pem, string certificatesDirectory)
    {
        (_host, _anyone) = (host.Length == 0 ? "" : new Uri("https://" + host).IdnHost, anyone);
        var folder = $"{certificatesDirectory}/{host}";
        foreach (var file in host.Length > 0 && Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.crt") : []) Add(File.ReadAllText(file), file);
        if (!string.IsNullOrWhiteSpace(pem)) Add(pem, "the registry's settings");
    }

    /// <summary>Whether a certificate was refused.</summary>
    public bool Refused { get; private set; }

    /// <summary>For <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>; the host of a redirect gets none of
    /// this trust.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var accepted = IsTrusted(sender, certificate, chain, errors);
        Refused |= !accepted;
        return accepted;
    }

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (sender is not SslStream stream || !string.Equals(stream.TargetHostName, _host, StringComparison.OrdinalIgnoreCase)) return false;
        if (_anyone) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || _authorities.Count == 0 || certificate is null) return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in chain?.ChainElements.AsEnumerable() ?? []) own.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(leaf);
    }

    public void Dispose()
    {
        foreach (var certificate in _authorities) certificate.Dispose();
    }

    private void Add(string pem, string source)
    {
        try
        {
            _authorities.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw new InvalidInputException($"The certificate authorities in {source} cannot be read; they must be certificates in PEM.", inner: error);
        }
    }
}
