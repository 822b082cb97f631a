using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>What a person is told of a registry that was tried.</summary>
public sealed class RegistryProbeTests
{
    private const string Basic = "WWW-Authenticate: Basic realm=\"test\"";
    private readonly RegistryClient _registries = new(new RegistryOptions(), TimeProvider.System);

    [Theory]
    [InlineData(null, null, RegistryCheckOutcome.AccountNeeded)]
    [InlineData("ada", "wrong", RegistryCheckOutcome.AccountRefused)]
    [InlineData("ada", "right", RegistryCheckOutcome.SignedIn)]
    public async Task Test_OfARegistryWithPasswords_TellsWhetherTheAccountIsTaken(string? user, string? password, RegistryCheckOutcome outcome)
    {
        var right = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:right"));
        await using var server = new SmallServer(request => request["Authorization"] == right ? new(200, "{}") : new(401, "{}", Basic));

        var test = await TestAsync(server.Host, new RegistryAccess { UserName = user, Password = password });

        Assert.Equal(outcome, test.Outcome);
        Assert.Contains(server.Host, test.Sentence, StringComparison.Ordinal);
        if (password is not null) Assert.DoesNotContain(password, test.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfAnOpenRegistry_SaysThatTheAccountWasNotAskedFor()
    {
        await using var server = new SmallServer(_ => new(200, "{}"));
        Assert.Equal(RegistryCheckOutcome.Open, (await TestAsync(server.Host, RegistryAccess.Anonymous)).Outcome);
        var test = await TestAsync(server.Host, new RegistryAccess { UserName = "ada", Password = "any" });
        Assert.Equal((RegistryCheckOutcome.Open, $"{server.Host} answers and did not ask for the account."), (test.Outcome, test.Sentence));
    }

    [Theory]
    [InlineData(404, "Content-Type: application/json")]
    [InlineData(200, "Content-Type: text/html; charset=utf-8")]
    public async Task Test_OfAnotherKindOfServer_SaysThatItIsNoRegistry(int status, string header)
    {
        await using var server = new SmallServer(_ => new(status, "<p>welcome", header));
        Assert.Equal(RegistryCheckOutcome.NoRegistry, (await TestAsync(server.Host, RegistryAccess.Anonymous)).Outcome);
    }

    [Fact]
    public async Task Test_OfAServerThatFails_IsOneAttempt()
    {
        await using var server = new SmallServer(_ => new(503, "{}"));
        var test = await TestAsync(server.Host, RegistryAccess.Anonymous);
        Assert.Equal(RegistryCheckOutcome.Unreachable, test.Outcome);
        Assert.Contains("503", test.Sentence, StringComparison.Ordinal);
        Assert.True(server.Asked.Count <= 2, string.Join('\n', server.Asked));
    }

    [Fact]
    public async Task Test_OfNobody_SaysThatItCannotBeReached()
    {
        var test = await TestAsync($"127.0.0.1:{FreePort()}", RegistryAccess.Anonymous);
        Assert.Equal(RegistryCheckOutcome.Unreachable, test.Outcome);
        Assert.Contains("cannot be reached", test.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithTls_TrustsItsAuthorityOnly()
    {
        using var certificate = Certificate();
        using var other = Certificate();
        await using var server = new SmallServer(_ => new(200, "{}"), certificate);

        var trusted = await TestAsync(server.Host, new RegistryAccess { CertificateAuthorities = certificate.ExportCertificatePem() });
        var refused = await TestAsync(server.Host, new RegistryAccess { CertificateAuthorities = other.ExportCertificatePem() });

        Assert.Equal(RegistryCheckOutcome.Open, trusted.Outcome);
        Assert.Equal(RegistryCheckOutcome.NotTrusted, refused.Outcome);
        Assert.Contains("cannot be trusted", refused.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WhoseTokensComeFromAForeignHost_KeepsThePassword()
    {
        await using var server = new SmallServer(_ => new(401, "{}", "WWW-Authenticate: Bearer realm=\"https://auth.foreign.example/token\",service=\"x\""));
        var test = await TestAsync(server.Host, new RegistryAccess { UserName = "ada", Password = "secret" });
        Assert.Equal(RegistryCheckOutcome.AccountRefused, test.Outcome);
        Assert.Contains("Panel:Registries:TrustedRealms", test.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", test.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry.example:5000", "registry.example:5000")]
    [InlineData(" https://Registry.example:5000/v2/ ", "registry.example:5000")]
    [InlineData("https://index.docker.io/v1/", "docker.io")]
    [InlineData("localhost", "localhost")]
    [InlineData("[::1]:5000", "[::1]:5000")]
    public void NameOf_AnAddress_IsWhatImagesCallIt(string written, string name) => Assert.Equal(name, _registries.NameOf(written));

    // Images would read 'team/app' as Docker Hub's, and the account of 'team' would go there.
    [Theory]
    [InlineData("team")]
    [InlineData("a b")]
    [InlineData("registry.example/team")]
    [InlineData("ada:secret@registry.example")]
    public void NameOf_WhatImagesCannotName_IsRefused(string written) => Assert.Throws<InvalidInputException>(() => _registries.NameOf(written));

    private Task<RegistryCheck> TestAsync(string registry, RegistryAccess access) => _registries.TestAsync(registry, access, TestContext.Current.CancellationToken);

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
