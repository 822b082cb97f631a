using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Images;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>POST /images/create</c>: an image from a root file system in the body. Pulling is for the registry client, which is not there yet.</summary>
internal static class ImageImport
{
    public static async Task AnswerAsync(ApiCall call)
    {
        if (call.Query("fromSrc") is not { } source)
            throw ApiException.Lacking($"The panel's engine does not pull images yet, so '{call.Query("fromImage")}' is not to be had; import one, or make a base image in the panel.");
        if (source != "-") throw ApiException.Lacking("The panel imports from the request's body only; download the file first and give it to docker import.");
        var name = ImageLookup.NewName(call);
        var configuration = ImageChange.Apply(new ImageConfiguration(), call.Http.Request.Query["changes"].OfType<string>());
        var image = await call.Service<ImageOperations>().ImportAsync(call.Http.Request.Body, name, configuration, call.Query("message"), call.Ended);
        await JsonAnswer.StreamAsync(call.Http.Response, Told(image.Summary.Id), DockerJson.Answers.Progress, call.Ended);
    }

    private static async IAsyncEnumerable<Progress> Told(string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask;
        yield return new(id);
    }
}
