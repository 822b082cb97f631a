using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>Finds images.</summary>
internal static class ImageLookup
{
    /// <exception cref="ApiException">There is no such image; clients look for these words before they pull.</exception>
    public static async Task<ImageDetails> FindAsync(ApiCall call, string reference)
    {
        try
        {
            return await call.Engine.Images.InspectAsync(reference, call.Ended);
        }
        catch (ObjectNotFoundException error)
        {
            throw NotFound(reference, error);
        }
    }

    /// <summary>The name that the query gives to an image. The query's tag replaces a tag in the repository.</summary>
    /// <exception cref="ApiException">The query has no name.</exception>
    public static string NewName(ApiCall call)
    {
        var repository = call.Query("repo") ?? throw ApiException.Bad("The parameter repo is missing; give the image a name such as busybox.");
        if (call.Query("tag") is not { } tag) return repository;
        if (repository.EndsWith(':')) throw ApiException.Bad($"'{repository}' is not an image reference: the tag after the colon is missing.");
        var colon = repository.LastIndexOf(':');
        return $"{(colon > repository.LastIndexOf('/') ? repository[..colon] : repository)}:{tag}";
    }

    /// <summary>The error for an unknown image.</summary>
    public static ApiException NotFound(string reference, Exception? cause = null) =>
        new(StatusCodes.Status404NotFound, $"No such image: {(reference.Contains(':', StringComparison.Ordinal) ? reference : reference + ":latest")}", cause);
}
