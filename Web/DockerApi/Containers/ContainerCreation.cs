using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Images;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>POST /containers/create</c>.</summary>
internal static class ContainerCreation
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var request = await call.BodyAsync(DockerJson.Answers.ContainerCreateRequest);
        UnsupportedFields.Refuse(request);
        var image = await ImageAsync(call, request);
        var spec = SpecOf.Request(request, call.Query("name"), image, call.Service<PanelOptions>());
        var created = await CreateAsync(call, spec);
        await call.JsonAsync(new ContainerCreateResponse(created.Id, created.Warnings), DockerJson.Answers.ContainerCreateResponse, StatusCodes.Status201Created);
    }

    private static async Task<ImageDetails> ImageAsync(ApiCall call, ContainerCreateRequest request)
    {
        if (string.IsNullOrEmpty(request.Image)) throw ApiException.Bad("The field Image is missing; name an image such as busybox:latest.");
        var image = await ImageLookup.FindAsync(call, request.Image);
        if (call.Query("platform") is { } platform && !IsOf(image, platform))
            throw new ApiException(StatusCodes.Status404NotFound, $"No such image: {request.Image} for the platform {platform}; the one here is for {image.OperatingSystem}/{image.Architecture}.");
        return image;
    }

    // os/architecture/variant, of which one part alone is the operating system or the architecture.
    private static bool IsOf(ImageDetails image, string platform) => platform.Split('/') switch
    {
        [var one] => one == image.OperatingSystem || one == image.Architecture,
        [var os, var architecture, ..] => os == image.OperatingSystem && architecture == image.Architecture,
        _ => false,
    };

    private static async Task<ContainerCreated> CreateAsync(ApiCall call, ContainerSpec spec)
    {
        try
        {
            return await call.Service<ContainerOperations>().CreateAsync(spec, call.Ended);
        }
        catch (ObjectNotFoundException error)
        {
            // Removed since it was looked up.
            throw ImageLookup.NotFound(spec.Image, error);
        }
    }
}
