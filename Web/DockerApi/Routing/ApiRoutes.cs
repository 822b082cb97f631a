using Panel.Web.DockerApi.Containers;
using Panel.Web.DockerApi.Daemon;
using Panel.Web.DockerApi.Distribution;
using Panel.Web.DockerApi.Execs;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Images;
using Panel.Web.DockerApi.Networks;
using Panel.Web.DockerApi.Volumes;

namespace Panel.Web.DockerApi.Routing;

/// <summary>Every operation of the API's description; docs/docker-api.md lists them in a table.</summary>
internal static class ApiRoutes
{
    /// <summary>An exact path comes before one with a placeholder, such as <c>/containers/json</c> before <c>/containers/{id}</c>.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        .. new[] { DaemonRoutes.All, ContainerRoutes.All, ExecRoutes.All, ImageRoutes.All, DistributionRoutes.All, VolumeRoutes.All, NetworkRoutes.All, MissingRoutes.All, RefusedRoutes.All }
            .SelectMany(routes => routes)
            .OrderBy(route => route.Template.Count(letter => letter == '{')),
    ];

    /// <summary>Finds a request's operation, and the values in its path.</summary>
    /// <exception cref="ApiException">There is no such operation.</exception>
    public static (ApiRoute Route, IReadOnlyDictionary<string, string> Values) Find(string method, string path)
    {
        foreach (var route in All)
        {
            if (route.Match(method, path) is { } values) return (route, values);
        }

        throw new ApiException(StatusCodes.Status404NotFound, "page not found");
    }
}
