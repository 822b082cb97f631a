using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Volumes;

/// <summary>Reading and removing volumes.</summary>
internal static class VolumeEndpoints
{
    public static async Task ListAsync(ApiCall call)
    {
        var filters = call.Filters("dangling", "driver", "label", "name");
        var dangling = filters.Truth("dangling");
        var volumes = await call.Engine.Volumes.ListAsync(call.Ended);
        await call.JsonAsync(new VolumeList([.. volumes
            .Where(volume => filters.Found("name", volume.Name) && filters.Any("driver", driver => driver == "local") && filters.Labels(NoLabels)
                && (dangling is null || dangling == (volume.UsedBy.Count == 0)))
            .Select(volume => Model(volume, withUsage: false))], []), DockerJson.Answers.VolumeList);
    }

    public static async Task InspectAsync(ApiCall call) =>
        await call.JsonAsync(Model(await FindAsync(call), withUsage: false), DockerJson.Answers.VolumeModel);

    public static async Task RemoveAsync(ApiCall call)
    {
        var name = call.Value("name");
        // Force is about volumes that are gone already.
        if (call.Flag("force") && !(await call.Engine.Volumes.ListAsync(call.Ended)).Any(volume => volume.Name == name))
        {
            await call.EmptyAsync();
            return;
        }

        await call.Service<VolumeOperations>().RemoveAsync((await FindAsync(call)).Name, call.Ended);
        await call.EmptyAsync();
    }

    public static async Task PruneAsync(ApiCall call)
    {
        var filters = call.Filters("all", "label", "label!");
        // Since 1.42 only anonymous ones go, unless all are asked for.
        var all = filters.Truth("all") ?? call.Version < new ApiVersion(1, 42);
        List<string> removed = [];
        foreach (var volume in await call.Engine.Volumes.ListAsync(call.Ended))
        {
            if (volume.UsedBy.Count > 0 || !(all || volume.Anonymous) || !filters.Labels(NoLabels)) continue;
            if (await call.Service<VolumeOperations>().TryRemoveUnusedAsync(volume.Name, call.Ended)) removed.Add(volume.Name);
        }

        await call.JsonAsync(new VolumesPruned(removed, 0), DockerJson.Answers.VolumesPruned);
    }

    /// <summary>A volume as Docker shows it.</summary>
    public static VolumeModel Model(VolumeDetails volume, bool withUsage) => new()
    {
        Name = volume.Name,
        Mountpoint = volume.Mountpoint,
        CreatedAt = GoTime.Text(volume.CreatedAt),
        Labels = volume.Anonymous ? new() { ["com.docker.volume.anonymous"] = "" } : null,
        UsageData = withUsage ? new(volume.UsedBy.Count, -1) : null,
    };

    private static readonly Dictionary<string, string> NoLabels = [];

    private static async Task<VolumeDetails> FindAsync(ApiCall call) =>
        (await call.Engine.Volumes.ListAsync(call.Ended)).FirstOrDefault(volume => volume.Name == call.Value("name"))
        ?? throw new ApiException(StatusCodes.Status404NotFound, $"get {call.Value("name")}: no such volume");
}
