using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Image names for a container list: the name given at create while it still names the image, else the image's id.</summary>
internal sealed class ImageNames(ApiCall call)
{
    private readonly Dictionary<string, string?> _ids = new(StringComparer.Ordinal);

    public async Task<string> OfAsync(ContainerSummary container)
    {
        if (!_ids.TryGetValue(container.Image, out var id)) _ids[container.Image] = id = await IdAsync(container.Image);
        return id == container.ImageId ? container.Image : container.ImageId;
    }

    private async Task<string?> IdAsync(string name)
    {
        try
        {
            return (await call.Engine.Images.InspectAsync(name, call.Ended)).Summary.Id;
        }
        catch (EngineException error) when (error is ObjectNotFoundException or InvalidInputException)
        {
            // The tag moved to no other image, or a short id became ambiguous.
            return null;
        }
    }
}
