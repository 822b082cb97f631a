using Microsoft.Extensions.Logging.Abstractions;
using Panel.Tests.Shared;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Tls;

namespace Panel.Web.Tests.DockerApi;

/// <summary>The settings of the API over TCP: all of them or none, and every file what it should be.</summary>
public sealed class ApiTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pnlt").FullName;
    private readonly TestAuthority _authority;

    public ApiTlsTests() => _authority = new TestAuthority(_folder);

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(null, null, null, null, null)]
    [InlineData("", "", "", "", null)]
    [InlineData("0.0.0.0:2376", "/a", "/c", "/k", null)]
    [InlineData("[::]:2376", "/a", "/c", "/k", null)]
    [InlineData("127.0.0.1:0", "/a", "/c", "/k", null)]
    [InlineData("0.0.0.0:2376", null, null, null, "it lacks Authority and Certificate and Key.")]
    [InlineData("", "/a", "/c", "/k", "it lacks Listen.")]
    [InlineData("0.0.0.0:2376", "/a", "/c", "", "it lacks Key.")]
    [InlineData("0.0.0.0", "/a", "/c", "/k", "Listen is '0.0.0.0', but must be an IP address and a port")]
    [InlineData("::1", "/a", "/c", "/k", "Listen is '::1', but must be")]
    [InlineData("host:2376", "/a", "/c", "/k", "Listen is 'host:2376', but must be")]
    [InlineData("0.0.0.0:70000", "/a", "/c", "/k", "Listen is '0.0.0.0:70000', but must be")]
    [InlineData("0.0.0.0:2376", "a", "/c", "/k", "Authority is 'a', but must be an absolute path.")]
    public void Settings_AreAllThereOrNone(string? listen, string? authority, string? certificate, string? key, string? fault)
    {
        var faults = new ApiTcpOptions { Listen = listen, Authority = authority, Certificate = certificate, Key = key }.Faults().ToList();
        if (fault is null) Assert.Empty(faults);
        else Assert.Contains(fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNotWhatItShouldBe_IsNamed()
    {
        var (server, other) = (_authority.Server(), _authority.Server("other"));
        var (nothing, folder) = (_folder + "/nothing.pem", _folder);
        File.WriteAllText(nothing, "nothing");
        Assert.Null(Refusal(_authority.Path, server.Path, server.KeyPath));
        Assert.Contains("Panel:ApiTcp:Authority cannot be read", Refusal(_folder + "/none.pem", server.Path, server.KeyPath), StringComparison.Ordinal);
        Assert.Contains("Panel:ApiTcp:Certificate cannot be read", Refusal(_authority.Path, folder, server.KeyPath), StringComparison.Ordinal);
        Assert.Contains($"Authority '{nothing}' must hold certificates in PEM.", Refusal(nothing, server.Path, server.KeyPath), StringComparison.Ordinal);
        Assert.Contains("must hold an authority's root certificate", Refusal(server.Path, server.Path, server.KeyPath), StringComparison.Ordinal);
        Assert.Contains($"Certificate '{nothing}' must hold a certificate in PEM.", Refusal(_authority.Path, nothing, server.KeyPath), StringComparison.Ordinal);
        Assert.Contains($"must hold the key in PEM, not encrypted, of {server.Path}.", Refusal(_authority.Path, server.Path, other.KeyPath), StringComparison.Ordinal);
    }

    private static string? Refusal(string authority, string certificate, string key)
    {
        try
        {
            ApiTls.Load(new ApiTcpOptions { Listen = "127.0.0.1:0", Authority = authority, Certificate = certificate, Key = key }, TimeProvider.System, NullLogger.Instance);
            return null;
        }
        catch (StartUpException refusal)
        {
            return refusal.Message;
        }
    }
}
