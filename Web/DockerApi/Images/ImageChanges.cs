using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.Features.Images;

namespace Panel.Web.DockerApi.Images;

/// <summary>Names of images, and their removal.</summary>
internal static class ImageChanges
{
    public static async Task TagAsync(ApiCall call)
    {
        var name = ImageLookup.NewName(call);
        var image = await ImageLookup.FindAsync(call, call.Value("name"));
        await call.Service<ImageOperations>().TagAsync(image.Summary.Id, name, call.Ended);
        await call.EmptyAsync(StatusCodes.Status201Created);
    }

    public static async Task RemoveAsync(ApiCall call)
    {
        var reference = call.Value("name");
        var before = await ImageLookup.FindAsync(call, reference);
        await call.Service<ImageOperations>().RemoveAsync(reference, call.Flag("force"), call.Ended);
        await call.JsonAsync(await StepsAsync(call, before.Summary), DockerJson.Answers.ListImageDeleted);
    }

    public static async Task PruneAsync(ApiCall call)
    {
        var filters = call.Filters("dangling", "label", "label!", "until");
        // Only images without a name, unless dangling is false.
        var named = filters.Truth("dangling") is false;
        var now = call.Service<TimeProvider>().GetUtcNow();
        var until = filters["until"].Select(text => GoTime.Parse("until", text, now)!.Value).ToArray();
        List<ImageDeleted> steps = [];
        long freed = 0;
        foreach (var image in await call.Engine.Images.ListAsync(call.Ended))
        {
            if (image.Containers > 0 || (image.RepositoryTags.Count > 0 && !named) || !filters.Labels(image.Labels)
                || until.Any(time => GoTime.UnixNanoseconds(image.CreatedAt) >= time)) continue;
            foreach (var name in image.RepositoryTags.DefaultIfEmpty(image.Id)) await call.Service<ImageOperations>().RemoveAsync(name, cancellationToken: call.Ended);
            steps.AddRange(await StepsAsync(call, image));
            freed += image.SizeBytes;
        }

        await call.JsonAsync(new ImagesPruned(steps.Count == 0 ? null : steps, freed), DockerJson.Answers.ImagesPruned);
    }

    /// <summary>What is gone now that was there before.</summary>
    private static async Task<List<ImageDeleted>> StepsAsync(ApiCall call, ImageSummary before)
    {
        var after = (await call.Engine.Images.ListAsync(call.Ended)).FirstOrDefault(image => image.Id == before.Id);
        List<ImageDeleted> steps = [.. before.RepositoryTags.Except(after?.RepositoryTags ?? []).Select(tag => new ImageDeleted { Untagged = tag })];
        if (after is null) steps.Add(new ImageDeleted { Deleted = before.Id });
        return steps;
    }
}
