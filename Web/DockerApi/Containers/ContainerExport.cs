using Panel.Web.DockerApi.Http;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>GET /containers/{id}/export</c>.</summary>
internal static class ContainerExport
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var container = await ContainerLookup.FindAsync(call);
        call.Http.Response.ContentType = "application/x-tar";
        await call.Engine.Containers.ExportAsync(container.Summary.Id, call.Http.Response.Body, call.Ended);
    }
}
