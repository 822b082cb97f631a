using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Finds containers.</summary>
internal static class ContainerLookup
{
    /// <summary>The container that the path names.</summary>
    public static Task<ContainerDetails> FindAsync(ApiCall call) => FindAsync(call, call.Value("id"));

    /// <exception cref="ObjectNotFoundException">There is no such container.</exception>
    public static Task<ContainerDetails> FindAsync(ApiCall call, string idOrName) => call.Engine.Containers.InspectAsync(idOrName, call.Ended);
}
