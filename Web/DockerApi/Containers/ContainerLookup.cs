using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Finds containers.</summary>
internal static class ContainerLookup
{
    /// <summary>The container that the path names.</summary>
    public static Task<ContainerDetails> FindAsync(ApiCall call) => FindAsync(call, call.Value("id"));

    /// <exception cref="ApiException">There is none; scripts look for these words.</exception>
    public static async Task<ContainerDetails> FindAsync(ApiCall call, string idOrName)
    {
        try
        {
            return await call.Engine.Containers.InspectAsync(idOrName, call.Ended);
        }
        catch (ObjectNotFoundException error)
        {
            throw NotFound(idOrName, error);
        }
    }

    /// <summary>The refusal of a container that there is not.</summary>
    public static ApiException NotFound(string idOrName, Exception? cause = null) => new(StatusCodes.Status404NotFound, $"No such container: {idOrName}", cause);
}
