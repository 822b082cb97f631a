using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>Operations on images.</summary>
internal static class ImageRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/images/json", ImageList.AnswerAsync),
        new("GET", "/images/{name}/json", ImageInspection.AnswerAsync),
        new("GET", "/images/{name}/history", ImageHistory.AnswerAsync),
        new("GET", "/images/{name}/get", ImageArchives.SaveOneAsync) { Role = PanelRole.Operator },
        new("GET", "/images/get", ImageArchives.SaveAsync) { Role = PanelRole.Operator },
        new("POST", "/images/load", ImageArchives.LoadAsync),
        new("POST", "/images/create", ImageImport.AnswerAsync),
        new("POST", "/images/{name}/tag", ImageChanges.TagAsync),
        new("DELETE", "/images/{name}", ImageRemoving.AnswerAsync),
        new("POST", "/images/prune", ImageRemoving.PruneAsync),
        new("POST", "/build/prune", BuildCache.PruneAsync),
    ];
}
