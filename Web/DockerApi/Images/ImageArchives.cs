using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Images;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>docker save</c> and <c>docker load</c>.</summary>
internal static class ImageArchives
{
    public static Task SaveOneAsync(ApiCall call) => SaveAsync(call, [call.Value("name")]);

    public static Task SaveAsync(ApiCall call) => call.Http.Request.Query["names"].OfType<string>().Where(name => name.Length > 0).ToList() is { Count: > 0 } names
        ? SaveAsync(call, names)
        : throw ApiException.Bad("The parameter names is missing; name the images to save.");

    public static async Task LoadAsync(ApiCall call)
    {
        if (PlatformQuery.Wanted(call, "platform").Count > 0)
            throw ApiException.Lacking("The panel loads an archive's image for this machine, or its only image; load it without a platform.");
        var loaded = await call.Engine.Images.LoadAsync(call.FileBody, null, call.Ended);
        await JsonAnswer.StreamAsync(call.Http.Response, Told(loaded), DockerJson.Answers.Progress, call.Ended);
    }

    private static async Task SaveAsync(ApiCall call, IReadOnlyList<string> names)
    {
        if (PlatformQuery.Wanted(call, "platform").Count > 0)
        {
            foreach (var name in await ImagesAsync(call, names)) PlatformQuery.Check(call, "platform", name, await ImageLookup.FindAsync(call, name));
        }

        call.Http.Response.ContentType = "application/x-tar";
        await call.Engine.Images.SaveAsync(names, call.Http.Response.Body, call.Ended);
    }

    // A repository without a tag means all its tags.
    private static async Task<IEnumerable<string>> ImagesAsync(ApiCall call, IReadOnlyList<string> names)
    {
        var tags = (await call.Engine.Images.ListAsync(call.Ended)).SelectMany(image => image.RepositoryTags).ToLookup(ImageNames.Repository);
        return names.SelectMany(name => tags.Contains(name) ? tags[name] : [name]);
    }

    private static async IAsyncEnumerable<Progress> Told(IReadOnlyList<LoadedImage> images, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask;
        foreach (var image in images)
        {
            if (image.Names.Count == 0) yield return new Progress { Stream = $"Loaded image ID: {image.Id}\n" };
            foreach (var name in image.Names) yield return new Progress { Stream = $"Loaded image: {name}\n" };
        }
    }
}
