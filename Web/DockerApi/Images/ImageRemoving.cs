using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Images;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>DELETE /images/{name}</c> and <c>POST /images/prune</c>.</summary>
internal static class ImageRemoving
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var reference = call.Value("name");
        var found = await ImageLookup.FindAsync(call, reference);
        PlatformQuery.Check(call, "platforms", reference, found);
        var image = found.Summary;
        try
        {
            var removal = await call.Engine.Images.RemoveAsync(reference, call.Flag("force"), call.Flag("noprune"), call.Ended);
            await call.JsonAsync(Steps(removal), DockerJson.Answers.ListImageDeleted);
        }
        catch (EngineException error) when (error is ObjectInUseException or ConflictException)
        {
            throw new ApiException(StatusCodes.Status409Conflict, Conflict(reference, image.Id, error), error);
        }
    }

    public static async Task PruneAsync(ApiCall call)
    {
        var filters = call.Filters("dangling", "label", "label!", "until");
        // Only images without a name, unless the filter dangling is false.
        var named = filters.Truth("dangling") is false;
        var now = call.Service<TimeProvider>().GetUtcNow();
        var until = GoTime.Until(filters, now);
        List<ImageDeleted> steps = [];
        long freed = 0;
        foreach (var image in await call.Engine.Images.ListAsync(call.Ended))
        {
            if (image.Containers > 0 || image.IsIntermediate || (image.RepositoryTags.Count > 0 && !named) || !filters.Labels(image.Labels)
                || GoTime.UnixNanoseconds(image.CreatedAt) >= until) continue;
            foreach (var name in Names(image))
            {
                if (await TryAsync(call, name) is not { } removal) continue;
                steps.AddRange(Steps(removal));
                freed += removal.FreedBytes;
            }
        }

        await call.JsonAsync(new ImagesPruned(steps.Count == 0 ? null : steps, freed), DockerJson.Answers.ImagesPruned);
    }

    /// <summary>The names whose removal removes an image: its tags, and the digests of repositories without a tag; else its id.</summary>
    internal static IReadOnlyList<string> Names(ImageSummary image)
    {
        var tagged = image.RepositoryTags.Select(ImageNames.Repository).ToHashSet();
        List<string> names = [.. image.RepositoryTags, .. image.RepositoryDigests.Where(digest => !tagged.Contains(ImageNames.Repository(digest)))];
        return names.Count > 0 ? names : [image.Id];
    }

    /// <summary>Null when the image was removed with another one, or has come into use since the listing: then there is nothing to prune.</summary>
    private static async Task<ImageRemoval?> TryAsync(ApiCall call, string name)
    {
        try
        {
            return await call.Engine.Images.RemoveAsync(name, cancellationToken: call.Ended);
        }
        catch (EngineException error) when (error is ObjectNotFoundException or ObjectInUseException or ConflictException)
        {
            return null;
        }
    }

    // Docker's beginning, which scripts match on, and the reason as a sentence.
    private static string Conflict(string reference, string id, EngineException error)
    {
        var isForcible = error is ConflictException or ObjectInUseException { IsForcible: true };
        var isId = id.StartsWith(reference, StringComparison.Ordinal) || id.StartsWith("sha256:" + reference, StringComparison.Ordinal);
        return isForcible && !isId
            ? $"conflict: unable to remove repository reference \"{reference}\" (must force) - {error.Message}"
            : $"conflict: unable to delete {Digests.Short(id)} ({(isForcible ? "must be forced" : "cannot be forced")}) - {error.Message}";
    }

    private static List<ImageDeleted> Steps(ImageRemoval removal) =>
        [.. removal.Steps.Select(step => step.Kind == ImageRemovalKind.Untagged ? new ImageDeleted { Untagged = step.Name } : new ImageDeleted { Deleted = step.Name })];
}
