using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>GET /images/{name}/history</c>: the newest step first, which alone has the image's id.</summary>
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
        if (steps.Count > 0) (steps[0].Id, steps[0].Tags) = (image.Summary.Id, [.. image.Summary.RepositoryTags]);
        await call.JsonAsync(steps, DockerJson.Answers.ListHistoryModel);
    }
}
