using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>POST /build/prune</c>: there is no cache, so there is nothing to free; <c>docker system prune</c> calls it, too.</summary>
internal static class BuildCache
{
    public static async Task PruneAsync(ApiCall call)
    {
        call.Filters("description", "id", "inuse", "label", "label!", "parent", "private", "shared", "type", "until");
        await call.JsonAsync(new BuildCachePruned(null, 0), DockerJson.Answers.BuildCachePruned);
    }
}
