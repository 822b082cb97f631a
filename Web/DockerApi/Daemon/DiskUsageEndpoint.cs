using Panel.Web.DockerApi.Containers;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Images;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.DockerApi.Volumes;

namespace Panel.Web.DockerApi.Daemon;

/// <summary><c>GET /system/df</c>.</summary>
internal static class DiskUsageEndpoint
{
    private static readonly string[] Types = ["container", "image", "volume", "build-cache"];

    public static async Task AnswerAsync(ApiCall call)
    {
        var types = call.Http.Request.Query["type"].OfType<string>().ToArray();
        if (types.FirstOrDefault(type => !Types.Contains(type)) is { } unknown)
            throw ApiException.Bad($"The type '{unknown}' must be one of {string.Join(", ", Types)}.");
        bool Asked(string type) => types.Length == 0 || types.Contains(type);

        // An index that only points to other images uses no space of its own.
        var images = (await call.Engine.Images.ListAsync(call.Ended)).Where(image => !image.IsIntermediate);
        await call.JsonAsync(new DiskUsage
        {
            LayersSize = Asked("image") ? await call.Engine.Images.GetLayersSizeAsync(call.Ended) : 0,
            Images = Asked("image") ? [.. images.Select(image => ImageList.Model(image, call.Version, withShared: true))] : null,
            Containers = Asked("container") ? await ContainerList.AllAsync(call) : null,
            Volumes = Asked("volume") ? await VolumeEndpoints.WithUsageAsync(call) : null,
        }, DockerJson.Answers.DiskUsage);
    }
}
