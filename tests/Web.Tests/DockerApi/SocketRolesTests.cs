using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Door;
using Panel.Web.Operations;
using Panel.Web.Tests.Auth;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.DockerApi;

/// <summary>Who may make which call on the socket (ISOLATION.md, P2). A route that is not in the table is an operator's, or the test fails.</summary>
public sealed class SocketRolesTests(PanelApp app) : IClassFixture<PanelApp>
{
    private static readonly string[] Viewers =
    [
        "GET /_ping", "GET /containers/json", "GET /containers/{id}/changes", "GET /containers/{id}/json", "GET /containers/{id}/logs", "GET /containers/{id}/stats", "GET /containers/{id}/top",
        "GET /events", "GET /exec/{id}/json", "GET /images/json", "GET /images/{name}/history", "GET /images/{name}/json", "GET /info", "GET /networks", "GET /networks/{id}", "GET /system/df",
        "GET /version", "GET /volumes", "GET /volumes/{name}", "HEAD /_ping", "POST /containers/{id}/wait",
    ];

    public static TheoryData<string> Served => [.. Routes().Select(Name)];

    [Fact]
    public void Routes_ThatViewersMayCall_AreExactlyThese()
    {
        Assert.Equal(Viewers.Order(StringComparer.Ordinal), Routes().Where(route => route.Role == PanelRole.Viewer).Select(Name).Order(StringComparer.Ordinal));
        Assert.All(Routes().Where(route => !Viewers.Contains(Name(route))), route => Assert.Equal(PanelRole.Operator, route.Role));
    }

    [Theory]
    [MemberData(nameof(Served))]
    public async Task Call_OfALowerRole_IsRefused_AndAViewersIsNot(string name)
    {
        Put();
        var route = Routes().Single(route => Name(route) == name);
        Assert.Equal(StatusCodes.Status403Forbidden, await CallAsync(route, null));
        var viewers = await CallAsync(route, PanelRole.Viewer);
        if (Viewers.Contains(name)) Assert.NotEqual(StatusCodes.Status403Forbidden, viewers);
        else Assert.Equal(StatusCodes.Status403Forbidden, viewers);
    }

    private void Put()
    {
        var containers = ((FakeEngine)app.Services.GetRequiredService<SystemEngine>().Engine).Containers;
        containers.Put(Sample.Container("web"));
        containers.Execs["web"] = new ExecDetails { Id = "web", ContainerId = Sample.Id("web"), Running = false, Spec = new ExecSpec { Arguments = ["true"] } };
    }

    private async Task<int> CallAsync(ApiRoute route, PanelRole? role)
    {
        var http = new DefaultHttpContext();
        http.Features.Set(new Caller(new Actor(ActorKind.LinuxUser, "7", "seven", role, null)));
        http.Request.Method = route.Method;
        http.Request.Path = route.Template.Replace("{id}", "web", StringComparison.Ordinal).Replace("{name}", "web", StringComparison.Ordinal);
        http.Request.QueryString = route.Template == "/events" ? new QueryString("?since=0&until=1") : route.Template.EndsWith("/stats", StringComparison.Ordinal) ? new QueryString("?stream=0") : default;
        await new ApiDispatcher(app.Services, NullLogger.Instance, TestContext.Current.CancellationToken).RunAsync(http);
        return http.Response.StatusCode;
    }

    private static IEnumerable<ApiRoute> Routes() => ApiRoutes.All.Where(route => route.Coverage == Coverage.Implemented);

    private static string Name(ApiRoute route) => $"{route.Method} {route.Template}";
}
