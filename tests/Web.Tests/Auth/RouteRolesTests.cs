using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Panel.Web.Tests.Auth;

/// <summary>Who may use which address (ISOLATION.md, P2). A route that is not in the table fails the build.</summary>
public sealed class RouteRolesTests(PanelApp app) : IClassFixture<PanelApp>
{
    private const string Anyone = "anyone";
    private const string Viewer = "Viewer";
    private const string Operator = "Operator";
    private const string Administrator = "Administrator";
    private const string SignedIn = "signed in";

    private static readonly SortedDictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["/"] = Viewer,
        ["/_blazor"] = Viewer,
        ["/_blazor/disconnect/"] = Viewer,
        ["/_blazor/initializers/"] = Viewer,
        ["/_blazor/negotiate"] = Viewer,
        ["/_framework/opaque-redirect"] = Viewer,
        ["/account"] = Viewer,
        ["/audit"] = Operator,
        ["/audit/export.csv"] = Operator,
        ["/containers"] = Viewer,
        ["/containers/new"] = Viewer,
        ["/containers/{Id}"] = Viewer,
        ["/containers/{Id}/{Tab}"] = Viewer,
        ["/containers/{id}/files/content"] = Operator,
        ["/containers/{id}/logs/download"] = Viewer,
        ["/denied"] = Anyone,
        ["/events"] = Viewer,
        ["/healthz"] = Anyone,
        ["/hubs/logs"] = Viewer,
        ["/hubs/logs/negotiate"] = Viewer,
        ["/hubs/terminals"] = Operator,
        ["/hubs/terminals/negotiate"] = Operator,
        ["/images"] = Viewer,
        ["/images/download"] = Operator,
        ["/images/upload"] = Operator,
        ["/images/{Id}"] = Viewer,
        ["/images/{Id}/{Tab}"] = Viewer,
        ["/jobs"] = Viewer,
        ["/jobs/{Id}"] = Viewer,
        ["/jobs/{id}/log"] = Viewer,
        ["/not-found"] = Viewer,
        ["/recordings"] = Viewer,
        ["/recordings/{Id}"] = Viewer,
        ["/recordings/{id}/cast"] = Viewer,
        ["/recordings/{id}/download"] = Viewer,
        ["/registries"] = Viewer,
        ["/registries/{Id:int}"] = Operator,
        ["/setup"] = Anyone,
        ["/signin"] = Anyone,
        ["/signout"] = Viewer,
        ["/stats"] = Viewer,
        ["/users"] = Administrator,
        ["/{**path:file}"] = SignedIn, // The framework's, for files of a build that is not published; it finds none that is not listed.
    };

    [Fact]
    public void Route_EachOfThePanel_IsInTheTableWithItsRole()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null) found["/" + endpoint.RoutePattern.RawText!.TrimStart('/')] = Decision(endpoint);
        }

        Assert.Equal(Table(Expected), Table(found));
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("/containers", HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("/audit", HttpStatusCode.Redirect, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("/audit/export.csv", HttpStatusCode.Redirect, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("/users", HttpStatusCode.Redirect, HttpStatusCode.Redirect, HttpStatusCode.OK)]
    public async Task Page_EachRole_IsShownOrLedAway(string path, HttpStatusCode viewer, HttpStatusCode @operator, HttpStatusCode administrator)
    {
        foreach (var (name, expected) in new[] { (Viewer, viewer), (Operator, @operator), ("ada", administrator) })
        {
            using var session = await app.SignInAsync(name);
            using var answer = await session.GetAsync(path);
            Assert.Equal(expected, answer.StatusCode);
            if (expected == HttpStatusCode.Redirect) Assert.StartsWith("/denied", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/containers/new")]
    [InlineData("/users")]
    [InlineData("/audit/export.csv")]
    [InlineData("/containers/x/logs/download")]
    [InlineData("/nowhere")]
    public async Task Page_WithoutASession_LeadsToSignIn(string path)
    {
        using var session = app.Open();
        using var answer = await session.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/signin", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static string Table(SortedDictionary<string, string> rows) => string.Join('\n', rows.Select(row => $"{row.Key} {row.Value}"));

    // The strictest policy counts: all of an endpoint's policies must hold. Anonymous access overrides them.
    private static string Decision(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return Anyone;
        var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).ToHashSet();
        return ((string[])[Administrator, Operator, Viewer]).FirstOrDefault(policies.Contains) ?? SignedIn;
    }
}
