using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Tests.Shared;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Door;
using Panel.Web.Features.Containers;
using Panel.Web.Operations;
using Panel.Web.Tests.Auth;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.DockerApi;

/// <summary>A container that was given the API's socket acts in the name of its creator, with that user's role of the moment.</summary>
public sealed class ContainerCallerTests(PanelApp app) : IClassFixture<PanelApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FakeContainers Containers => ((FakeEngine)app.Services.GetRequiredService<SystemEngine>().Engine).Containers;

    [Theory]
    [InlineData(PanelRole.Administrator, 204, 200, 200)]
    [InlineData(PanelRole.Operator, 204, 200, 200)]
    [InlineData(PanelRole.Viewer, 403, 200, 403)]
    public async Task Container_OfAUser_MayWhatThatUserMay(PanelRole role, int start, int list, int stat)
    {
        var (agent, user) = await AgentAsync(role);
        Containers.Put(Sample.Container("web", ContainerStatus.Exited));
        Assert.Equal((start, list), ((await AskAsync(agent, "POST", "/containers/web/start")).Status, (await AskAsync(agent, "GET", "/containers/json")).Status));
        Assert.Equal(stat == 403, (await AskAsync(agent, "HEAD", "/containers/web/archive")).Status == 403);
        var row = (await RowsAsync(user.Id)).First();
        Assert.Equal((ActorKind.Container, $"{user.UserName} through the container {agent} ({Sample.Id(agent)[..12]}) via docker API"), (row.ActorKind, row.ActorName));
        Assert.Equal(role == PanelRole.Viewer ? "docker-api.use Refused" : "container.start Succeeded", $"{row.Operation} {row.Result}");
    }

    [Fact]
    public async Task Container_OfADemotedOrDisabledUser_IsRefusedAtOnce()
    {
        var (agent, user) = await AgentAsync(PanelRole.Operator);
        Containers.Put(Sample.Container("web", ContainerStatus.Exited));
        await ChangeAsync(user, set => set.Role = PanelRole.Viewer);
        var refused = await AskAsync(agent, "POST", "/containers/web/start");
        Assert.Equal(403, refused.Status);
        Assert.Contains("needs the role Operator", refused.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await AskAsync(agent, "GET", "/containers/json")).Status);
        await ChangeAsync(user, set => set.Disabled = true);
        refused = await AskAsync(agent, "GET", "/containers/json");
        Assert.Equal((403, $$"""{"message":"{{user.UserName}}, who created the container {{agent}}, may no longer use the panel, so neither may the container."}"""), (refused.Status, refused.Body.TrimEnd()));
        Assert.Equal(AuditResult.Refused, (await RowsAsync(user.Id)).Last().Result);
    }

    [Fact]
    public async Task Container_WithACallUnderWay_LosesItWithItsCreatorsRole()
    {
        var (agent, user) = await AgentAsync(PanelRole.Operator);
        var watched = ((FakeEngine)app.Services.GetRequiredService<SystemEngine>().Engine).Events;
        var before = watched.Watchers;
        var events = AskAsync(agent, "GET", "/events");
        // The role at the call's start is known once the call watches the events.
        await Poll.UntilAsync(() => Task.FromResult(watched.Watchers > before), "the call watches the events", cancellationToken: Cancellation);
        await ChangeAsync(user, set => set.Role = PanelRole.Viewer);
        await events.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task Container_OfNobody_IsRefused()
    {
        foreach (var creator in (ContainerCreator?[])[null, new("User", "gone", "eve"), new("User", null, "eve"), new("LinuxUser", "4294967294", "eve"), new("LinuxUser", "x", "eve"), new("System", null, "system"), new("Other", "0", "root")])
        {
            Put("orphan", creator);
            Assert.Equal(403, (await AskAsync("orphan", "GET", "/_ping")).Status);
        }

        Assert.Equal(403, (await AskAsync("removed", "GET", "/_ping")).Status);
        Put("roots", new("LinuxUser", "0", "root (uid 0) via docker API"));
        Assert.Equal(200, (await AskAsync("roots", "GET", "/_ping")).Status);
        Put("holders", new("Certificate", "ab", "alice (certificate) via docker API"));
        Assert.Equal(200, (await AskAsync("holders", "GET", "/_ping")).Status);
    }

    [Fact]
    public async Task Root_ThatNobodyMayIdentify_IsRefusedAndRecorded()
    {
        var answer = await AskAsync(http => http.Features.Set(PeerActor.Unknown(new Peer(0, 0, 0, []), "its process has ended")), "GET", "/containers/json");
        Assert.Equal((403, """{"message":"The Docker API cannot tell who is calling: its process has ended."}"""), (answer.Status, answer.Body.TrimEnd()));
        await using var database = await DatabaseAsync();
        Assert.Equal(AuditResult.Refused, (await database.Audit.OrderBy(row => row.Id).LastAsync(row => row.ActorName == "unknown process (uid 0) via docker API", Cancellation)).Result);
    }

    [Fact]
    public async Task Create_BearsTheNameOfWhoeverAsks_AlsoThroughAContainer()
    {
        var (agent, user) = await AgentAsync(PanelRole.Operator);
        await using var scope = app.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.Use((await scope.ServiceProvider.GetRequiredService<ContainerCallers>().OfAsync(new ContainerPeer(Sample.Id(agent)), Cancellation)).Actor);
        await scope.ServiceProvider.GetRequiredService<IContainerEngine>().Containers.CreateAsync(new ContainerSpec { Image = "busybox", Creator = new("LinuxUser", "0", "root") }, Cancellation);
        Assert.Equal(new ContainerCreator("User", user.Id, user.UserName!), Containers.Created[^1].Creator);
        actor.Use(new Actor(ActorKind.LinuxUser, "7", "seven", PanelRole.Administrator, null));
        await scope.ServiceProvider.GetRequiredService<IContainerEngine>().Containers.CreateAsync(Containers.Created[^1], Cancellation);
        Assert.Equal(new ContainerCreator("LinuxUser", "7", "seven"), Containers.Created[^1].Creator);
    }

    private async Task<(string Container, PanelUser User)> AgentAsync(PanelRole role)
    {
        var name = "agent" + Guid.NewGuid().ToString("N")[..8];
        var user = await app.AddUserAsync("of-" + name, role);
        Put(name, new ContainerCreator(nameof(ActorKind.User), user.Id, user.UserName!));
        return (name, user);
    }

    private void Put(string name, ContainerCreator? creator)
    {
        var container = Sample.Container(name);
        Containers.Put(container with { Spec = container.Spec with { Creator = creator } });
    }

    private Task<(int Status, string Body)> AskAsync(string container, string method, string path) =>
        AskAsync(http => http.Features.Set(new ContainerPeer(Sample.Id(container))), method, path);

    private async Task<(int Status, string Body)> AskAsync(Action<HttpContext> caller, string method, string path)
    {
        var http = new DefaultHttpContext();
        caller(http);
        using var body = new MemoryStream();
        (http.Request.Method, http.Request.Path, http.Response.Body) = (method, path, body);
        await new ApiDispatcher(app.Services, NullLogger.Instance, Cancellation).RunAsync(http);
        return (http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private async Task ChangeAsync(PanelUser user, Action<PanelUser> change)
    {
        await using var database = await DatabaseAsync();
        change(await database.Users.SingleAsync(other => other.Id == user.Id, Cancellation));
        await database.SaveChangesAsync(Cancellation);
    }

    private async Task<List<AuditEntry>> RowsAsync(string actor)
    {
        await using var database = await DatabaseAsync();
        return await database.Audit.Where(row => row.ActorId == actor).OrderBy(row => row.Id).ToListAsync(Cancellation);
    }

    private Task<PanelDbContext> DatabaseAsync() => app.Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Cancellation);
}
