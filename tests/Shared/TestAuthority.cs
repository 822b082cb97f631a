using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Panel.Tests.Shared;

/// <summary>A certificate authority of a test's own, whose certificates lie as PEM files in a folder.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly string _folder;
    private readonly X509Certificate2 _root;

    /// <param name="folder">Takes the files; it is there already.</param>
    /// <param name="name">Common name, and the name of its file.</param>
    public TestAuthority(string folder, string name = "authority")
    {
        (_folder, Path) = (folder, $"{folder}/{name}.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(2));
        File.WriteAllText(Path, _root.ExportCertificatePem());
    }

    /// <summary>File of its own certificate.</summary>
    public string Path { get; }

    /// <summary>A certificate for the server at 127.0.0.1.</summary>
    public TestCertificate Server(string name = "server") => Issue(name, Now.AddDays(1), ServerUsage);

    /// <summary>A certificate for a client; its common name is <paramref name="name"/>.</summary>
    public TestCertificate Client(string name) => Issue(name, Now.AddDays(1), ClientUsage);

    /// <summary>One that expired yesterday.</summary>
    public TestCertificate ExpiredClient(string name) => Issue(name, Now.AddDays(-1), ClientUsage);

    /// <summary>One that does not say what it is for.</summary>
    public TestCertificate WithoutUsage(string name) => Issue(name, Now.AddDays(1), null);

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private TestCertificate Issue(string name, DateTimeOffset end, string? usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        if (usage is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_root, Now.AddYears(-1), end, RandomNumberGenerator.GetBytes(12));
        var files = new TestCertificate($"{_folder}/{name}.pem", $"{_folder}/{name}-key.pem", certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());
        File.WriteAllText(files.Path, certificate.ExportCertificatePem());
        File.WriteAllText(files.KeyPath, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}

/// <summary>A certificate's files.</summary>
/// <param name="Path">The certificate.</param>
/// <param name="KeyPath">Its key.</param>
/// <param name="Hash">SHA-256 of the certificate in hexadecimal digits.</param>
public sealed record TestCertificate(string Path, string KeyPath, string Hash);
