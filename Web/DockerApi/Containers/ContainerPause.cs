using Panel.Web.DockerApi.Http;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Pause and unpause.</summary>
internal static class ContainerPause
{
    public static async Task PauseAsync(ApiCall call)
    {
        await call.Engine.Containers.PauseAsync((await ContainerLookup.FindAsync(call)).Summary.Id, CancellationToken.None);
        await call.EmptyAsync();
    }

    public static async Task UnpauseAsync(ApiCall call)
    {
        await call.Engine.Containers.UnpauseAsync((await ContainerLookup.FindAsync(call)).Summary.Id, CancellationToken.None);
        await call.EmptyAsync();
    }
}
