using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>POST /containers/{id}/update</c>: limits and the restart policy.</summary>
internal static class ContainerUpdateEndpoint
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var request = await call.BodyAsync(DockerJson.Answers.HostConfig);
        UnsupportedFields.Refuse(request);
        var container = await ContainerLookup.FindAsync(call);
        var warnings = await call.Service<ContainerOperations>().UpdateAsync(container.Summary, new ContainerUpdate
        {
            Resources = SpecResources.Updated(container.Spec.Resources, request),
            RestartPolicy = string.IsNullOrEmpty(request.RestartPolicy?.Name) ? null : RestartWords.Read(request.RestartPolicy),
        }, CancellationToken.None);
        await call.JsonAsync(new UpdateResponse(warnings.Count == 0 ? null : [.. warnings]), DockerJson.Answers.UpdateResponse);
    }
}
