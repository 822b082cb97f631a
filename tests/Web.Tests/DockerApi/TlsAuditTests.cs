using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Tests.Shared;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.Door;
using Panel.Web.Tests.Auth;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.DockerApi;

/// <summary>Calls over TCP pass the same gate, in the name of their certificate.</summary>
public sealed class TlsAuditTests(PanelApp app) : IClassFixture<PanelApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Address => app.Services.GetRequiredService<DockerApiHost>().TcpAddress!;

    private FakeContainers Containers => ((FakeEngine)app.Services.GetRequiredService<SystemEngine>().Engine).Containers;

    [Fact]
    public async Task Change_OverTcp_IsInTheHistoryAsTheCertificatesHolder()
    {
        Containers.Put(Sample.Container("remote", ContainerStatus.Exited));
        var alice = app.Authority.Client("alice");
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync("/containers/remote/start", alice));
        var row = Assert.Single(await RowsAsync("remote"));
        Assert.Equal(
            ("container.start", AuditResult.Succeeded, ActorKind.Certificate, alice.Hash, "alice (certificate) via docker API", "127.0.0.1"),
            (row.Operation, row.Result, row.ActorKind, row.ActorId, row.ActorName, row.RemoteAddress));
    }

    [Theory]
    [InlineData("https://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("own", HttpStatusCode.NoContent)]
    public async Task Request_OfAWebPage_IsRefusedWhereverItIsNotOurs(string origin, HttpStatusCode expected)
    {
        Containers.Put(Sample.Container("page", ContainerStatus.Exited));
        Assert.Equal(expected, await PostAsync("/containers/page/start", app.Authority.Client("browser"), origin == "own" ? Address : origin));
    }

    [Fact]
    public async Task Client_WithoutACertificate_GetsNoAnswer()
    {
        Containers.Put(Sample.Container("closed", ContainerStatus.Exited));
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync("/containers/closed/start", null));
        Assert.True(refusal.InnerException is AuthenticationException or IOException, refusal.ToString());
        Assert.Empty(await RowsAsync("closed"));
    }

    private async Task<HttpStatusCode> PostAsync(string path, TestCertificate? client, string? origin = null)
    {
        using var certificate = client is null ? null : X509Certificate2.CreateFromPemFile(client.Path, client.KeyPath);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => server?.Issuer == "CN=authority";
        if (certificate is not null) handler.SslOptions.ClientCertificates = [certificate];
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address + path));
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var answer = await http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private async Task<List<AuditEntry>> RowsAsync(string target)
    {
        await using var database = await app.Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Cancellation);
        return await database.Audit.Where(entry => entry.Target == target).ToListAsync(Cancellation);
    }
}
