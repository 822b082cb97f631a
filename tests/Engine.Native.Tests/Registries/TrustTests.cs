using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Panel.Engine.Contract;
using Panel.Tests.Shared.Registries;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>Whose certificates are taken, and where plain HTTP is.</summary>
public sealed class TrustTests : RegistryTest
{
    private static readonly TestImage Image = new([TestLayer.OfFile("f", "x")]);
    private readonly X509Certificate2 _authority = Authority("The right one"), _other = Authority("Another one");

    [Fact]
    public async Task Pull_WithTheRegistrysOwnAuthority_Trusts()
    {
        await using var registry = new FakeRegistry(Server("127.0.0.1"));
        await PullAsync(registry.Add(Image), access: new() { CertificateAuthorities = _authority.ExportCertificatePem() });
        Assert.Equal("x", FileOf(Image.Id, "f"));
    }

    [Fact]
    public async Task Pull_WithAnAuthorityInTheCertificatesDirectory_Trusts()
    {
        await using var registry = new FakeRegistry(Server("127.0.0.1"));
        var folder = Directory.CreateTempSubdirectory("panel-certs-").FullName;
        Options.CertificatesDirectory = folder;
        Directory.CreateDirectory($"{folder}/{registry.Address}");
        await File.WriteAllTextAsync($"{folder}/{registry.Address}/ca.crt", _other.ExportCertificatePem(), Token);
        await RefusedAsync(registry.Add(Image), "cannot be trusted");
        await File.WriteAllTextAsync($"{folder}/{registry.Address}/ca.crt", _authority.ExportCertificatePem(), Token);
        await PullAsync(registry.Add(Image));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("registry.example", true)]
    public async Task Pull_WithAnotherAuthorityOrName_IsRefusedAndNotAskedInClear(string name, bool right)
    {
        await using var registry = new FakeRegistry(Server(name));
        var access = new RegistryAccess { UserName = "ada", Password = Password, CertificateAuthorities = (right ? _authority : _other).ExportCertificatePem() };
        await RefusedAsync(registry.Add(Image), "cannot be trusted", access: access);
        Assert.Empty(registry.Requests);
    }

    [Fact]
    public async Task Pull_OfARegistryThatIsNoLoopback_NeedsTlsUnlessItIsCalledInsecure()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces().Where(one => one.OperationalStatus == OperationalStatus.Up).SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(one => one.Address).FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one));
        Assert.SkipWhen(address is null, "This machine has no address but loopback.");
        await using var plain = new FakeRegistry(address: address);
        var image = plain.Add(Image);
        await RefusedAsync(image, plain.Address);
        Assert.Empty(plain.Requests);
        Options.Insecure = [plain.Address];
        await PullAsync(image);
        await Store.RemoveAsync(image, force: true, cancellationToken: Token);
        Options.Insecure = [];
        await PullAsync(image, access: new() { Insecure = true });
        await Store.RemoveAsync(image, force: true, cancellationToken: Token);

        await using var tls = new FakeRegistry(Server("registry.example"), address);
        image = tls.Add(Image);
        await RefusedAsync(image, "cannot be trusted");
        Options.Insecure = [tls.Address];
        await PullAsync(image);
    }

    [Fact]
    public async Task Pull_RedirectedFromTlsToNone_IsNotFollowed()
    {
        await using var registry = new FakeRegistry(Server("127.0.0.1"));
        registry.Lie = request => request.Path.Contains("/blobs/", StringComparison.Ordinal) ? RegistryReply.Empty(307, ("Location", $"http://{Registry.Address}{request.Path}")) : null;
        Registry.Add(Image);
        await RefusedAsync(registry.Add(Image), $"from TLS to http://{Registry.Address}, which is not followed");
        Assert.Empty(Registry.Requests);
    }

    [Fact]
    public async Task Login_WithAnAuthorityThatIsNone_SaysSo()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Registries.LoginAsync(
            "registry.example", new() { CertificateAuthorities = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }, Token));
        AssertSentence(error.Message);
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private X509Certificate2 Server(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-12), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
