using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>The platform that a call asks for. An image is here for one only, so that it either is that one or is not here.</summary>
internal static class PlatformQuery
{
    /// <summary>Compares an image with every platform that the parameter names.</summary>
    /// <exception cref="ApiException">It is for another one; in Docker's words, on which its clients act.</exception>
    public static void Check(ApiCall call, string parameter, string reference, ImageDetails image)
    {
        var own = ImagePlatform.Of(image.OperatingSystem, image.Architecture, image.Variant);
        if (Wanted(call, parameter).Find(wanted => !own.MayFit(wanted)) is { } other)
            throw new ApiException(StatusCodes.Status404NotFound, $"image with reference {reference} was found but does not provide the specified platform ({other})");
    }

    /// <summary>The platforms that the parameter names, as JSON or as <c>linux/amd64</c>; empty for none.</summary>
    /// <exception cref="ApiException">One is neither.</exception>
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
