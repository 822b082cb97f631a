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
        ConflictingOptions.Refuse(request);
        UnsupportedFields.Refuse(request);
        if (request.HostConfig is { } host) FieldsWithoutEffect.Refuse(host);
        var image = await ImageAsync(call, request);
        var spec = SpecOf.Request(request, call.Query("name"), image, call.Service<PanelOptions>());
        var created = await CreateAsync(call, spec);
        await call.JsonAsync(new ContainerCreateResponse(created.Id, [.. created.Warnings, .. FieldsWithoutEffect.Warnings(request.HostConfig ?? new())]), DockerJson.Answers.ContainerCreateResponse, StatusCodes.Status201Created);
    }

    private static async Task<ImageDetails> ImageAsync(ApiCall call, ContainerCreateRequest request)
    {
        if (string.IsNullOrEmpty(request.Image)) throw ApiException.Bad("The field Image is missing; name an image such as busybox:latest.");
        var image = await ImageLookup.FindAsync(call, request.Image);
        if (call.Query("platform") is { } platform && ImagePlatform.Parse(platform) is var wanted && !ImagePlatform.Of(image.OperatingSystem, image.Architecture, image.Variant).MayFit(wanted))
            throw new ApiException(StatusCodes.Status404NotFound, $"image with reference {request.Image} was found but does not provide the specified platform ({wanted})");
        return image;
    }

    private static async Task<ContainerCreated> CreateAsync(ApiCall call, ContainerSpec spec)
    {
        try
        {
            return await call.Engine.Containers.CreateAsync(spec, call.Ended);
        }
        catch (ObjectNotFoundException error)
        {
            // The image was removed after the lookup.
            throw ImageLookup.NotFound(spec.Image, error);
        }
    }
}
