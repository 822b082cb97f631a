using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Removes one container, or all stopped ones.</summary>
internal static class ContainerRemoval
{
    private static readonly ContainerStatus[] Ended = [ContainerStatus.Created, ContainerStatus.Exited, ContainerStatus.Dead];

    public static async Task RemoveAsync(ApiCall call)
    {
        if (call.Flag("link")) throw ApiException.Lacking("The panel's engine has no links between containers that could be removed.");
        var container = await ContainerLookup.FindAsync(call);
        await call.Engine.Containers.RemoveAsync(container.Summary.Id, force: call.Flag("force"), removeVolumes: call.Flag("v"), CancellationToken.None);
        await call.EmptyAsync();
    }

    public static async Task PruneAsync(ApiCall call)
    {
        var filters = call.Filters("label", "label!", "until");
        var now = call.Service<TimeProvider>().GetUtcNow();
        var until = GoTime.Until(filters, now);
        List<string> removed = [];
        long freed = 0;
        foreach (var container in await call.Engine.Containers.ListAsync(new ContainerFilter { Statuses = Ended }, call.Ended))
        {
            if (!filters.Labels(container.Labels) || GoTime.UnixNanoseconds(container.CreatedAt) >= until) continue;
            var written = await WrittenAsync(call, container);
            if (!await TryRemoveAsync(call, container)) continue;
            removed.Add(container.Id);
            freed += written;
        }

        await call.JsonAsync(new ContainersPruned(removed.Count == 0 ? null : removed, freed), DockerJson.Answers.ContainersPruned);
    }

    private static async Task<long> WrittenAsync(ApiCall call, ContainerSummary container)
    {
        try
        {
            return (await call.Engine.Containers.GetSizeAsync(container.Id, call.Ended)).WrittenBytes;
        }
        catch (ObjectNotFoundException)
        {
            // Somebody else has removed it meanwhile.
            return 0;
        }
    }

    private static async Task<bool> TryRemoveAsync(ApiCall call, ContainerSummary container)
    {
        try
        {
            await call.Engine.Containers.RemoveAsync(container.Id, cancellationToken: CancellationToken.None);
            return true;
        }
        catch (EngineException error) when (error is ConflictException or ObjectNotFoundException)
        {
            // It was started or removed meanwhile; the audit history has the reason.
            return false;
        }
    }
}
