using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Networks;

/// <summary>Operations on networks.</summary>
internal static class NetworkRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/networks", NetworkEndpoints.ListAsync),
        new("GET", "/networks/{id}", NetworkEndpoints.InspectAsync),
        new("DELETE", "/networks/{id}", NetworkEndpoints.RemoveAsync),
        new("POST", "/networks/prune", NetworkEndpoints.PruneAsync),
    ];
}
