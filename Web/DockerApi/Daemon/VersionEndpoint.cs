using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Daemon;

/// <summary><c>GET /version</c>.</summary>
internal static class VersionEndpoint
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var host = await call.Engine.System.GetInfoAsync(call.Ended);
        await call.JsonAsync(new VersionModel
        {
            Platform = new("Panel"),
            Components =
            [
                new("Engine", host.EngineVersion, new()
                {
                    ["ApiVersion"] = $"{ApiVersion.Newest}",
                    ["MinAPIVersion"] = $"{ApiVersion.Minimum}",
                    ["Os"] = "linux",
                    ["Arch"] = host.Architecture,
                    ["KernelVersion"] = host.KernelVersion,
                    ["Experimental"] = "false",
                }),
            ],
            Version = host.EngineVersion,
            ApiVersion = $"{ApiVersion.Newest}",
            MinAPIVersion = $"{ApiVersion.Minimum}",
            Arch = host.Architecture,
            KernelVersion = host.KernelVersion,
        }, DockerJson.Answers.VersionModel);
    }
}
