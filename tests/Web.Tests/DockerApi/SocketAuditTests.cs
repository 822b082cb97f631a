using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Door;
using Panel.Web.Tests.Auth;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.DockerApi;

/// <summary>Calls over the socket pass the same gate as a page, in the name of their Linux user.</summary>
public sealed class SocketAuditTests(PanelApp app) : IClassFixture<PanelApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FakeContainers Containers => ((FakeEngine)app.Services.GetRequiredService<SystemEngine>().Engine).Containers;

    [Fact]
    public async Task Change_OverTheSocket_IsInTheHistoryAsTheLinuxUser()
    {
        Containers.Put(Sample.Container("web", ContainerStatus.Exited));
        Containers.Fail["kill"] = new ConflictException("It does not run.");
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync("/containers/web/start"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("/containers/web/kill?signal=TERM"));
        var rows = await RowsAsync("web");
        Assert.Equal(["container.start Succeeded ", "container.kill Failed It does not run."], rows.Select(row => $"{row.Operation} {row.Result} {row.Message}"));
        Assert.All(rows, row => Assert.Equal((ActorKind.LinuxUser, "0", "root (uid 0) via docker API"), (row.ActorKind, row.ActorId, row.ActorName)));
        Assert.Equal("signal TERM", rows[1].Details);
    }

    [Theory]
    [InlineData(0, 5, "json", true)]
    [InlineData(1234, 999, "json", true)]
    [InlineData(1234, 5, "json", false)]
    [InlineData(1234, 5, "attach/ws", false)]
    public async Task Peer_OutsideRootAndTheGroup_IsRefusedAndRecorded(int uid, int gid, string operation, bool allowed)
    {
        var http = new DefaultHttpContext();
        http.Features.Set(new Caller(PeerActor.Of(new Peer(1, (uint)uid, (uint)gid, [7]), group: 999, PanelRole.Administrator)));
        http.Request.Method = "GET";
        http.Request.Path = $"/v1.41/containers/{uid}-{gid}/{operation}";
        await new ApiDispatcher(app.Services, NullLogger.Instance, Cancellation).RunAsync(http);
        Assert.Equal(allowed ? 404 : 403, http.Response.StatusCode);
        var rows = await RowsAsync($"GET {http.Request.Path}");
        Assert.Equal(allowed ? [] : ["docker-api.use Refused unknown (uid 1234) via docker API"], rows.Select(row => $"{row.Operation} {row.Result} {row.ActorName}"));
    }

    [Theory]
    [InlineData(PanelRole.Viewer, 403)]
    [InlineData(PanelRole.Operator, 204)]
    public async Task Member_OfTheGroup_HasTheRoleThatTheSettingsGive(PanelRole role, int start)
    {
        var name = "of" + role;
        Containers.Put(Sample.Container(name));
        foreach (var (method, path, expected) in ((string, string, int)[])[("GET", "json", 200), ("POST", "start", start)])
        {
            var http = new DefaultHttpContext();
            http.Features.Set(new Caller(PeerActor.Of(new Peer(1, 1234, 999, []), group: 999, role)));
            http.Request.Method = method;
            http.Request.Path = $"/v1.41/containers/{name}/{path}";
            await new ApiDispatcher(app.Services, NullLogger.Instance, Cancellation).RunAsync(http);
            Assert.Equal(expected, http.Response.StatusCode);
        }

        Assert.Equal(PanelRole.Administrator, PeerActor.Of(new Peer(1, 0, 0, []), group: 999, role).Role);
    }

    private async Task<HttpStatusCode> PostAsync(string path)
    {
        var socketPath = app.Services.GetRequiredService<DockerApiHost>().SocketPath!;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var answer = await http.PostAsync(new Uri("http://docker" + path), null, Cancellation);
        return answer.StatusCode;
    }

    private async Task<List<AuditEntry>> RowsAsync(string target)
    {
        await using var database = await app.Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Cancellation);
        return await database.Audit.Where(entry => entry.Target == target).OrderBy(entry => entry.Id).ToListAsync(Cancellation);
    }
}
