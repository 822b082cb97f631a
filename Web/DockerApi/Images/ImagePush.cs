using Panel.Engine.Contract;
using Panel.Web.DockerApi.Distribution;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Images;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>POST /images/{name}/push</c>; without a tag it pushes all tags of the repository.</summary>
internal static class ImagePush
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var repository = call.Value("name");
        var access = RegistryAuth.Access(call);
        IReadOnlyList<string> names = call.Query("tag") is { } tag ? [$"{repository}:{tag}"]
            : repository.LastIndexOf(':') > repository.LastIndexOf('/') ? [repository]
            : await TagsAsync(call, repository);
        foreach (var name in names) await CheckAsync(call, name);
        await TransferAnswer.RunAsync(call, async (progress, token) =>
        {
            List<Progress> lines = [];
            foreach (var name in names)
            {
                var pushed = await call.Engine.Images.PushAsync(new PushSpec(name) { Access = access }, progress, token);
                lines.Add(Progress.Of($"{pushed.Tag}: digest: {pushed.Digest} size: {pushed.SizeBytes}"));
                lines.Add(new Progress { Detail = new(0, 0), Aux = new(pushed.Tag, pushed.Digest, pushed.SizeBytes) });
            }

            return lines;
        }, Line);
    }

    private static async Task<IReadOnlyList<string>> TagsAsync(ApiCall call, string repository)
    {
        var images = await call.Engine.Images.ListAsync(call.Ended);
        List<string> names = [.. images.SelectMany(image => image.RepositoryTags).Where(tag => tag[..tag.LastIndexOf(':')] == repository)];
        return names.Count > 0 ? names : throw new ApiException(StatusCodes.Status404NotFound, $"An image does not exist locally with the tag: {repository}");
    }

    private static async Task CheckAsync(ApiCall call, string name)
    {
        ImageDetails image;
        try
        {
            image = await call.Engine.Images.InspectAsync(name, call.Ended);
        }
        catch (ObjectNotFoundException error)
        {
            throw new ApiException(StatusCodes.Status404NotFound, $"An image does not exist locally with the tag: {name}", error);
        }

        PlatformQuery.Check(call, "platform", name, image);
    }

    private static Progress? Line(TransferProgress step)
    {
        var id = step.Layer is { } digest ? Digests.Short(digest) : null;
        return step.Stage switch
        {
            TransferStage.Waiting => Progress.Of("Preparing", id, new(0, 0)),
            TransferStage.Compressing => Progress.Of("Compressing", id, new(step.CurrentBytes, step.TotalBytes)),
            TransferStage.Pushing => Progress.Of("Pushing", id, new(step.CurrentBytes, step.TotalBytes)),
            TransferStage.PresentThere => Progress.Of("Layer already exists", id, new(0, 0)),
            TransferStage.Mounted => Progress.Of($"Mounted from {step.Note}", id, new(0, 0)),
            TransferStage.Pushed => Progress.Of("Pushed", id, new(0, 0)),
            TransferStage.Found => Progress.Of($"The push refers to repository [{step.Note}]"),
            _ => null,
        };
    }
}
