using Panel.Web.DockerApi.Http;
using Panel.Web.Features.Images;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>POST /images/{name}/tag</c>.</summary>
internal static class ImageChanges
{
    public static async Task TagAsync(ApiCall call)
    {
        // Docker takes a missing name for no wish at all.
        if (call.Query("repo") is null)
        {
            await call.EmptyAsync(StatusCodes.Status200OK);
            return;
        }

        var name = ImageLookup.NewName(call);
        var image = await ImageLookup.FindAsync(call, call.Value("name"));
        await call.Engine.Images.TagAsync(image.Summary.Id, name, call.Ended);
        await call.EmptyAsync(StatusCodes.Status201Created);
    }
}
