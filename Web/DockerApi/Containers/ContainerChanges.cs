using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>GET /containers/{id}/changes</c>.</summary>
internal static class ContainerChanges
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var container = await ContainerLookup.FindAsync(call);
        var changes = await call.Engine.Containers.ListChangesAsync(container.Summary.Id, call.Ended);
        await call.JsonAsync([.. changes.Select(change => new ChangeModel(change.Path, (int)change.Kind))], DockerJson.Answers.ListChangeModel);
    }
}
