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
        var request = await call.BodyAsync(DockerJson.Answers.UpdateRequest);
        FieldsWithoutEffect.Refuse(request);
        var container = await ContainerLookup.FindAsync(call);
        var warnings = await call.Engine.Containers.UpdateAsync(container.Summary.Id, new ContainerUpdate
        {
            Resources = SpecResources.Updated(container.Spec.Resources, request),
            RestartPolicy = string.IsNullOrEmpty(request.RestartPolicy?.Name) ? null : RestartWords.Read(request.RestartPolicy),
        }, CancellationToken.None);
        List<string> told = [.. warnings, .. FieldsWithoutEffect.Warnings(request)];
        await call.JsonAsync(new UpdateResponse(told.Count == 0 ? null : told), DockerJson.Answers.UpdateResponse);
    }
}
