using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Start, stop, restart, kill and rename. An operation continues when the client leaves, as in Docker.</summary>
internal static class ContainerLifecycle
{
    public static async Task StartAsync(ApiCall call)
    {
        if (call.Query("checkpoint") is not null) throw ApiException.Lacking("The panel's engine has no checkpoints to start from.");
        if (call.Http.Request.ContentLength > 2) throw ApiException.Bad("A start takes no body since version 1.24 of the API; give the settings when you create the container.");
        var container = await ContainerLookup.FindAsync(call);
        var changed = await call.Engine.Containers.StartAsync(container.Summary.Id, CancellationToken.None);
        await call.EmptyAsync(changed ? StatusCodes.Status204NoContent : StatusCodes.Status304NotModified);
    }

    public static async Task StopAsync(ApiCall call)
    {
        var timeout = Timeout(call);
        var container = await ContainerLookup.FindAsync(call);
        var containers = call.Engine.Containers;
        var changed = call.Query("signal") is { } signal
            ? await containers.StopAsync(container.Summary.Id, timeout, signal, CancellationToken.None)
            : await containers.StopAsync(container.Summary.Id, timeout, CancellationToken.None);
        await call.EmptyAsync(changed ? StatusCodes.Status204NoContent : StatusCodes.Status304NotModified);
    }

    public static async Task RestartAsync(ApiCall call)
    {
        var timeout = Timeout(call);
        var container = await ContainerLookup.FindAsync(call);
        var containers = call.Engine.Containers;
        if (call.Query("signal") is { } signal) await containers.RestartAsync(container.Summary.Id, timeout, signal, CancellationToken.None);
        else await containers.RestartAsync(container.Summary.Id, timeout, CancellationToken.None);
        await call.EmptyAsync();
    }

    public static async Task KillAsync(ApiCall call)
    {
        var container = await ContainerLookup.FindAsync(call);
        await call.Engine.Containers.KillAsync(container.Summary.Id, call.Query("signal"), CancellationToken.None);
        await call.EmptyAsync();
    }

    public static async Task RenameAsync(ApiCall call)
    {
        var name = call.Query("name") ?? throw ApiException.Bad("The parameter name is missing; give the container's new name.");
        var container = await ContainerLookup.FindAsync(call);
        await call.Engine.Containers.RenameAsync(container.Summary.Id, name, CancellationToken.None);
        await call.EmptyAsync();
    }

    /// <summary>Seconds until SIGKILL; a negative number waits for ever.</summary>
    private static TimeSpan? Timeout(ApiCall call) => call.Number("t") switch
    {
        null => null,
        < 0 => global::System.Threading.Timeout.InfiniteTimeSpan,
        { } seconds => TimeSpan.FromSeconds(seconds),
    };
}
