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
        var changed = await call.Service<ContainerOperations>().StartAsync(container.Summary, CancellationToken.None);
        await call.EmptyAsync(changed ? StatusCodes.Status204NoContent : StatusCodes.Status304NotModified);
    }

    public static async Task StopAsync(ApiCall call)
    {
        var timeout = Timeout(call);
        var container = await ContainerLookup.FindAsync(call);
        var operations = call.Service<ContainerOperations>();
        var changed = call.Query("signal") is { } signal
            ? await operations.StopAsync(container.Summary, timeout, signal, CancellationToken.None)
            : await operations.StopAsync(container.Summary, timeout, CancellationToken.None);
        await call.EmptyAsync(changed ? StatusCodes.Status204NoContent : StatusCodes.Status304NotModified);
    }

    public static async Task RestartAsync(ApiCall call)
    {
        var timeout = Timeout(call);
        var container = await ContainerLookup.FindAsync(call);
        var operations = call.Service<ContainerOperations>();
        if (call.Query("signal") is { } signal) await operations.RestartAsync(container.Summary, timeout, signal, CancellationToken.None);
        else await operations.RestartAsync(container.Summary, timeout, CancellationToken.None);
        await call.EmptyAsync();
    }

    public static async Task KillAsync(ApiCall call)
    {
        var container = await ContainerLookup.FindAsync(call);
        await call.Service<ContainerOperations>().KillAsync(container.Summary, call.Query("signal"), CancellationToken.None);
        await call.EmptyAsync();
    }

    public static async Task RenameAsync(ApiCall call)
    {
        var name = call.Query("name") ?? throw ApiException.Bad("The parameter name is missing; give the container's new name.");
        var container = await ContainerLookup.FindAsync(call);
        await call.Service<ContainerOperations>().RenameAsync(container.Summary, name, CancellationToken.None);
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
