using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>The platform in a call. The machine has an image for one platform only, so the image either matches or counts as missing.</summary>
internal static class PlatformQuery
{
    /// <summary>Checks an image against every platform that the parameter names.</summary>
    /// <exception cref="ApiException">The image is for another platform; the message has Docker's words, which its clients match on.</exception>
    public static void Check(ApiCall call, string parameter, string reference, ImageDetails image)
    {
        var own = ImagePlatform.Of(image.OperatingSystem, image.Architecture, image.Variant);
        if (Wanted(call, parameter).Find(wanted => !own.MayFit(wanted)) is { } other)
            throw new ApiException(StatusCodes.Status404NotFound, $"image with reference {reference} was found but does not provide the specified platform ({other})");
    }

    /// <summary>The platforms that the parameter names, as JSON or as <c>linux/amd64</c>; empty if there are none.</summary>
    /// <exception cref="ApiException">A value has neither form.</exception>
    public static List<ImagePlatform> Wanted(ApiCall call, string parameter) =>
        [.. call.Http.Request.Query[parameter].OfType<string>().Where(text => text.Length > 0).Select(text => text.StartsWith('{') ? Read(parameter, text) : ImagePlatform.Parse(text))];

    private static ImagePlatform Read(string parameter, string text)
    {
        try
        {
            using var platform = JsonDocument.Parse(text);
            string? Part(string part) => platform.RootElement.TryGetProperty(part, out var value) ? value.GetString() : null;
            if (Part("os") is { Length: > 0 } system && Part("architecture") is { Length: > 0 } architecture) return ImagePlatform.Of(system, architecture, Part("variant"));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Wrong(parameter, error);
        }

        throw Wrong(parameter);
    }

    private static ApiException Wrong(string parameter, Exception? cause = null) =>
        new(StatusCodes.Status400BadRequest, $"The parameter {parameter} must be JSON such as {{\"os\":\"linux\",\"architecture\":\"amd64\"}}.", cause);
}
