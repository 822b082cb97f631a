using Panel.Web.DockerApi.Http;

namespace Panel.Web.DockerApi.Routing;

/// <summary>Operations that Docker has and the panel does not have yet: each answers 501.</summary>
internal static class MissingRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        .. Missing("the panel's engine does not build images yet; build elsewhere, then load or pull the image", "POST /build", "POST /session"),
        .. Missing("the panel's engine has only the networks bridge, host and none; a container gets one of them when it is created",
            "POST /networks/create", "POST /networks/{id}/connect", "POST /networks/{id}/disconnect"),
    ];

    private static IEnumerable<ApiRoute> Missing(string reason, params string[] operations) => operations
        .Select(operation => operation.Split(' '))
        .Select(parts => new ApiRoute(parts[0], parts[1], (ApiCall _) => throw ApiException.Lacking($"{parts[0]} {parts[1]} is not implemented: {reason}."), Coverage.Missing));
}
