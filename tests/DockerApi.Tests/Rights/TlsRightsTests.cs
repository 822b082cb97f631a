using System.Net;
using System.Net.Sockets;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Rights;

/// <summary>Who may use the API over TCP: holders of a valid client certificate of the authority and nobody else, or nobody at all.</summary>
public sealed class TlsRightsTests(ApiPanel panel) : ApiTest(panel)
{
    public static TheoryData<string> Clients => DockerCli.Kinds;

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Client_WithoutAValidCertificateOfTheAuthority_IsRefused(string client)
    {
        var folder = Directory.CreateTempSubdirectory("pnltls").FullName;
        try
        {
            using var foreign = new TestAuthority(folder, "foreign");
            var authority = Panel.Authority;
            Assert.Equal(0, (await PsAsync(client, Panel.Tls(authority.Client("alice")))).Code);
            await AssertRefusedAsync(client, Panel.Tls(foreign.Client("mallory")), "CN=mallory");
            await AssertRefusedAsync(client, Panel.Tls(authority.ExpiredClient("yesterday")), "CN=yesterday");
            await AssertRefusedAsync(client, Panel.Tls(authority.WithoutUsage("anybody")), "CN=anybody' was refused: it is not made for clients");
            await AssertRefusedAsync(client, Panel.Tls(authority.Server("another-server")), "CN=another-server");
            await AssertRefusedAsync(client, ["--host", $"tcp://{Panel.TlsAddress}", "--tlsverify", "--tlscacert", authority.Path], "was refused: it has none");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Client_WithoutTls_IsToldToUseIt(string client)
    {
        var (code, _, error) = await PsAsync(client, ["--host", $"tcp://{Panel.TlsAddress}"]);
        Assert.NotEqual(0, code);
        Assert.Contains("speaks TLS only", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Panel_WithoutAKey_RefusesToStartInOneSentence()
    {
        var server = Panel.Authority.Server("keyless");
        var refusal = await StartAsync("127.0.0.1:0", server.Path, "");
        Assert.Contains("panel: Panel:ApiTcp needs Listen, Authority, Certificate and Key, or none of them, because the Docker API is root on this machine; it lacks Key.", refusal, StringComparison.Ordinal);
        refusal = await StartAsync("127.0.0.1:0", server.Path, Panel.Authority.Server("other").KeyPath);
        Assert.Contains($"must hold the key in PEM, not encrypted, of {server.Path}.", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Panel_WhoseAddressIsTaken_RefusesToStartInOneSentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var server = Panel.Authority.Server("late");
        var refusal = await StartAsync($"{taken.LocalEndpoint}", server.Path, server.KeyPath);
        Assert.Contains($"panel: Panel:ApiTcp:Listen is {taken.LocalEndpoint}, where the panel cannot listen: ", refusal, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> PsAsync(string client, string[] connection) => DockerCli.TryAsync(client, connection, "ps");

    private async Task AssertRefusedAsync(string client, string[] connection, string reason)
    {
        var (code, output, _) = await PsAsync(client, connection);
        Assert.NotEqual(0, code);
        Assert.DoesNotContain("CONTAINER ID", output, StringComparison.Ordinal);
        await Poll.UntilAsync(() => Task.FromResult(Panel.Process.Output.Contains(reason, StringComparison.Ordinal)), $"the panel has logged {reason}", cancellationToken: Cancellation);
    }

    /// <summary>What a panel said that would not start.</summary>
    private async Task<string> StartAsync(string listen, string certificate, string key)
    {
        var settings = new Dictionary<string, string>
        {
            ["Panel__ApiTcp__Listen"] = listen,
            ["Panel__ApiTcp__Authority"] = Panel.Authority.Path,
            ["Panel__ApiTcp__Certificate"] = certificate,
            ["Panel__ApiTcp__Key"] = key,
        };
        return (await Assert.ThrowsAsync<InvalidOperationException>(() => PanelProcess.StartAsync(settings, Cancellation))).Message;
    }
}
