using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Routing;

/// <summary>Operations that the panel will not have: Docker's swarm and plugins.</summary>
internal static class RefusedRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        // docker inspect tries every kind of object for a name.
        new("GET", "/plugins", call => call.JsonAsync([], DockerJson.Answers.ListEmpty), Coverage.Refused),
        new("GET", "/plugins/{name}/json", call => throw new ApiException(StatusCodes.Status404NotFound, $"plugin \"{call.Value("name")}\" not found"), Coverage.Refused),
        .. Swarm(
            // For cluster volumes only: a local volume has nothing to update.
            "PUT /volumes/{name}",
            "GET /nodes", "GET /nodes/{id}", "DELETE /nodes/{id}", "POST /nodes/{id}/update",
            "GET /swarm", "POST /swarm/init", "POST /swarm/join", "POST /swarm/leave", "POST /swarm/update", "GET /swarm/unlockkey", "POST /swarm/unlock",
            "GET /services", "POST /services/create", "GET /services/{id}", "DELETE /services/{id}", "POST /services/{id}/update", "GET /services/{id}/logs",
            "GET /tasks", "GET /tasks/{id}", "GET /tasks/{id}/logs",
            "GET /secrets", "POST /secrets/create", "GET /secrets/{id}", "DELETE /secrets/{id}", "POST /secrets/{id}/update",
            "GET /configs", "POST /configs/create", "GET /configs/{id}", "DELETE /configs/{id}", "POST /configs/{id}/update"),
        .. Plugins(
            "GET /plugins/privileges", "POST /plugins/pull", "DELETE /plugins/{name}", "POST /plugins/{name}/enable",
            "POST /plugins/{name}/disable", "POST /plugins/{name}/upgrade", "POST /plugins/create", "POST /plugins/{name}/push", "POST /plugins/{name}/set"),
    ];

    private static IEnumerable<ApiRoute> Swarm(params string[] operations) =>
        Refuse(operations, StatusCodes.Status503ServiceUnavailable, "This node is not a swarm manager: the panel has no swarm.");

    private static IEnumerable<ApiRoute> Plugins(params string[] operations) =>
        Refuse(operations, StatusCodes.Status501NotImplemented, "The panel has no plugins; its volumes, networks and logs are built in.");

    private static IEnumerable<ApiRoute> Refuse(string[] operations, int status, string sentence) => operations
        .Select(operation => operation.Split(' '))
        .Select(parts => new ApiRoute(parts[0], parts[1], (ApiCall _) => throw new ApiException(status, sentence), Coverage.Refused));
}
