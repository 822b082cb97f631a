using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>GET /images/json</c>.</summary>
internal static class ImageList
{
    private static readonly ApiVersion WithoutVirtualSize = new(1, 44);

    public static async Task AnswerAsync(ApiCall call)
    {
        var filter = await ImageListFilter.ReadAsync(call);
        var withShared = call.Flag("shared-size");
        var images = await call.Engine.Images.ListAsync(call.Ended);
        await call.JsonAsync([.. images.Select(filter.Apply).OfType<ImageSummary>().Select(image => Model(image, call.Version, withShared))], DockerJson.Answers.ListImageSummaryModel);
    }

    /// <summary>An image as Docker shows it in lists.</summary>
    public static ImageSummaryModel Model(ImageSummary image, ApiVersion version, bool withShared) => new()
    {
        Id = image.Id,
        ParentId = image.ParentId ?? "",
        RepoTags = [.. image.RepositoryTags],
        RepoDigests = [.. image.RepositoryDigests],
        Created = image.CreatedAt.ToUnixTimeSeconds(),
        Size = image.SizeBytes,
        SharedSize = withShared ? image.SharedBytes : -1,
        VirtualSize = version < WithoutVirtualSize ? image.SizeBytes : null,
        Labels = image.Labels.Count == 0 ? null : image.Labels,
        Containers = image.Containers,
    };
}
