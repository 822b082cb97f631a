using System.Text.RegularExpressions;
using Panel.Tests.Shared;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.Tests.DockerApi;

/// <summary>The routes, the operations of Docker's description (operations-1.51.txt) and docs/docker-api.md are the same.</summary>
public sealed partial class RouteTableTests
{
    [Fact]
    public void Routes_AreEveryOperationOfTheDescriptionOnce() =>
        Assert.Equal(Lines("operations-1.51.txt"), ApiRoutes.All.Select(Operation).Order(StringComparer.Ordinal));

    [Fact]
    public void Documentation_TellsOfEachRouteHowFarItIsServed() => Assert.Equal(
        ApiRoutes.All.Select(route => $"{Operation(route)} {route.Coverage.ToString().ToLowerInvariant()}").Order(StringComparer.Ordinal),
        Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/docker-api.md"))).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("GET", "/containers/json", "/containers/json", "")]
    [InlineData("DELETE", "/containers/json", "/containers/{id}", "id=json")]
    [InlineData("GET", "/images/team/web/app:1/json", "/images/{name}/json", "name=team/web/app:1")]
    [InlineData("GET", "/images/json", "/images/json", "")]
    [InlineData("DELETE", "/images/a/b", "/images/{name}", "name=a/b")]
    [InlineData("POST", "/volumes/prune", "/volumes/prune", "")]
    public void Path_FindsItsOperation(string method, string path, string template, string values)
    {
        var (route, found) = ApiRoutes.Find(method, path);
        Assert.Equal((template, values), (route.Template, string.Join(',', found.Select(pair => $"{pair.Key}={pair.Value}"))));
    }

    [Theory]
    [InlineData("GET", "/containers")]
    [InlineData("GET", "/containers/a/b/json")]
    [InlineData("GET", "/containers//json")]
    [InlineData("OPTIONS", "/containers/json")]
    public void Path_OfNoOperation_IsNotFound(string method, string path) =>
        Assert.Equal(404, Assert.Throws<ApiException>(() => ApiRoutes.Find(method, path)).Status);

    private static string Operation(ApiRoute route) => $"{route.Method} {route.Template}";

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Repository.Root, "tests/Web.Tests/DockerApi", file));

    [GeneratedRegex(@"^\| `([A-Z]+ \S+)` \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
