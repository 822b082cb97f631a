using System.Text.Json;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Volumes;

/// <summary><c>POST /volumes/create</c>.</summary>
internal static class VolumeCreation
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var request = await call.OptionalBodyAsync(DockerJson.Answers.VolumeCreateRequest) ?? new();
        if (request.Driver is not (null or "" or "local")) throw ApiException.Lacking($"There is no volume driver '{request.Driver}'; the panel has local.");
        // With driver options, a volume with a harmless name could be any directory of the host.
        if (request.DriverOpts is { Count: > 0 } options) throw ApiException.Lacking($"The driver option '{options.Keys.First()}' has no effect in the panel; bind a directory of the host instead.");
        if (request.ClusterVolumeSpec is { ValueKind: not JsonValueKind.Null }) throw ApiException.Lacking("The panel has no cluster, so it has no cluster volumes.");
        var volume = await call.Engine.Volumes.CreateAsync(string.IsNullOrEmpty(request.Name) ? null : request.Name, request.Labels, call.Ended);
        await call.JsonAsync(VolumeEndpoints.Model(volume), DockerJson.Answers.VolumeModel, StatusCodes.Status201Created);
    }
}
