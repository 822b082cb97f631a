using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>GET /images/{name}/history</c>, newest step first. The newest step has the image's id; earlier ones have the ids of the
/// local images that they came from.</summary>
internal static class ImageHistory
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var image = await ImageLookup.FindAsync(call, call.Value("name"));
        List<HistoryModel> steps = [.. image.History.Reverse().Select(step => new HistoryModel
        {
            Id = "<missing>",
            Created = step.CreatedAt?.ToUnixTimeSeconds() ?? 0,
            CreatedBy = step.CreatedBy,
            Comment = step.Comment,
            Size = step.SizeBytes,
        })];
        var images = (await call.Engine.Images.ListAsync(call.Ended)).ToDictionary(other => other.Id);
        var at = image.Summary;
        foreach (var step in steps)
        {
            (step.Id, step.Tags) = (at.Id, at.RepositoryTags.Count > 0 ? [.. at.RepositoryTags] : null);
            if (at.ParentId is null || !images.TryGetValue(at.ParentId, out var parent)) break;
            at = parent;
        }

        await call.JsonAsync(steps, DockerJson.Answers.ListHistoryModel);
    }
}
