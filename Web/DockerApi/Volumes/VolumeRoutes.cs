using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Volumes;

/// <summary>Operations on volumes.</summary>
internal static class VolumeRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/volumes", VolumeEndpoints.ListAsync),
        new("POST", "/volumes/create", VolumeCreation.AnswerAsync),
        new("GET", "/volumes/{name}", VolumeEndpoints.InspectAsync),
        new("DELETE", "/volumes/{name}", VolumeEndpoints.RemoveAsync),
        new("POST", "/volumes/prune", VolumeEndpoints.PruneAsync),
    ];
}
