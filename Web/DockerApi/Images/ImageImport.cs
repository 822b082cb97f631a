using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Images;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>POST /images/create</c>: creates an image from a root file system in the body. <see cref="ImagePull"/> handles a pull.</summary>
internal static class ImageImport
{
    public static async Task AnswerAsync(ApiCall call)
    {
        if (call.Query("fromImage") is { } pulled)
        {
            await ImagePull.AnswerAsync(call, pulled);
            return;
        }

        var source = call.Query("fromSrc") ?? throw ApiException.Bad("Neither fromImage nor fromSrc is given; name an image to pull, or send one with fromSrc=-.");
        if (source != "-") throw ApiException.Lacking("The panel imports from the request's body only; download the file first and give it to docker import.");
        if (PlatformQuery.Wanted(call, "platform").Exists(wanted => !ImagePlatform.Host.Fits(wanted)))
            throw ApiException.Lacking($"The panel imports for its own platform {ImagePlatform.Host} only; import it on a machine of that platform.");
        var name = call.Query("repo") is null ? null : ImageLookup.NewName(call);
        var configuration = ImageChange.Apply(new ImageConfiguration(), call.Http.Request.Query["changes"].OfType<string>());
        var image = await call.Engine.Images.ImportAsync(call.FileBody, name, configuration, call.Query("message") ?? "Imported from -", call.Ended);
        await JsonAnswer.StreamAsync(call.Http.Response, Told(image.Summary.Id), DockerJson.Answers.Progress, call.Ended);
    }

    private static async IAsyncEnumerable<Progress> Told(string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask;
        yield return Progress.Of(id);
    }
}
