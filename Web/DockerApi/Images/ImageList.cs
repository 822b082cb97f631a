using System.Text.RegularExpressions;
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
        var filters = call.Filters("before", "dangling", "label", "label!", "reference", "since", "until");
        var dangling = filters.Truth("dangling");
        var now = call.Service<TimeProvider>().GetUtcNow();
        var before = await TimesAsync(call, filters["before"]);
        var since = await TimesAsync(call, filters["since"]);
        var until = filters["until"].Select(text => GoTime.Parse("until", text, now)!.Value).ToArray();
        var images = await call.Engine.Images.ListAsync(call.Ended);
        await call.JsonAsync([.. images
            .Where(image => (dangling is null || dangling == (image.RepositoryTags.Count == 0))
                && filters.Labels(image.Labels)
                && before.All(time => image.CreatedAt < time) && since.All(time => image.CreatedAt > time)
                && until.All(time => GoTime.UnixNanoseconds(image.CreatedAt) < time)
                && filters.Any("reference", pattern => image.RepositoryTags.Any(tag => Fits(pattern, tag))))
            // Of an image with several names those that were asked for.
            .Select(image => image with { RepositoryTags = [.. image.RepositoryTags.Where(tag => filters.Any("reference", pattern => Fits(pattern, tag)))] })
            .Select(image => Model(image, call.Version))], DockerJson.Answers.ListImageSummaryModel);
    }

    /// <summary>An image as Docker shows it in lists.</summary>
    public static ImageSummaryModel Model(ImageSummary image, ApiVersion version) => new()
    {
        Id = image.Id,
        RepoTags = [.. image.RepositoryTags],
        RepoDigests = [.. image.RepositoryDigests],
        Created = image.CreatedAt.ToUnixTimeSeconds(),
        Size = image.SizeBytes,
        VirtualSize = version < WithoutVirtualSize ? image.SizeBytes : null,
        Labels = image.Labels.Count == 0 ? null : image.Labels,
        Containers = image.Containers,
    };

    private static async Task<List<DateTimeOffset>> TimesAsync(ApiCall call, IReadOnlyList<string> references)
    {
        List<DateTimeOffset> times = [];
        foreach (var reference in references) times.Add((await ImageLookup.FindAsync(call, reference)).Summary.CreatedAt);
        return times;
    }

    /// <summary>A pattern of path.Match: * and ? do not cross slashes; without a tag it is about the repository.</summary>
    private static bool Fits(string pattern, string tag)
    {
        var repository = tag[..tag.LastIndexOf(':')];
        var form = "^" + Regex.Escape(pattern).Replace("\\*", "[^/]*", StringComparison.Ordinal).Replace("\\?", "[^/]", StringComparison.Ordinal) + "$";
        return Regex.IsMatch(tag, form, RegexOptions.CultureInvariant) || Regex.IsMatch(repository, form, RegexOptions.CultureInvariant);
    }
}
