using Panel.Engine.Registry;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Images;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Distribution;

/// <summary>Operations that talk to registries.</summary>
internal static class DistributionRoutes
{
    private const int DefaultLimit = 25;
    private const int MostResults = 100;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("POST", "/auth", Login.AnswerAsync),
        new("GET", "/distribution/{name}/json", InspectAsync) { Role = PanelRole.Operator },
        new("GET", "/images/search", SearchAsync) { Role = PanelRole.Operator },
        new("POST", "/images/{name}/push", ImagePush.AnswerAsync),
    ];

    private static async Task InspectAsync(ApiCall call)
    {
        var name = call.Value("name");
        var image = await call.Engine.Registries.InspectAsync(name, RegistryAuth.Access(call), call.Ended);
        await call.JsonAsync(
            new DistributionInspect(new(image.MediaType, image.Digest, image.SizeBytes), [.. image.Platforms.Select(platform => new DistributionPlatform(platform.Architecture, platform.OperatingSystem, platform.Variant))]),
            DockerJson.Answers.DistributionInspect);
    }

    private static async Task SearchAsync(ApiCall call)
    {
        var term = call.Query("term") ?? throw ApiException.Bad("The parameter term is missing; give a word to search for.");
        var limit = call.Number("limit") ?? DefaultLimit;
        if (limit is < 1 or > MostResults) throw ApiException.Bad($"The parameter limit is {limit}, but must be between 1 and {MostResults}.");
        var filters = call.Filters("is-official", "is-automated", "stars");
        var official = filters.Truth("is-official");
        var automated = filters.Truth("is-automated");
        var stars = filters["stars"].Select(text => int.TryParse(text, out var least) ? least : throw ApiException.Bad($"The filter stars is '{text}', but must be a whole number.")).DefaultIfEmpty(0).Max();
        var found = await call.Engine.Registries.SearchAsync(term, limit, RegistryAuth.Access(call), call.Ended);
        await call.JsonAsync([.. found
            .Where(row => (official is null || official == row.Official) && automated is not true && row.Stars >= stars)
            .Select(row => new SearchResult(row.Stars, row.Official, row.Name, false, row.Description))], DockerJson.Answers.ListSearchResult);
    }
}
