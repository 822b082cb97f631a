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
            .Where(volume => filters.Found("name", volume.Name) && filters.Any("driver", driver => driver == "local") && filters.Labels(volume.Labels)
                && (dangling is null || dangling == (volume.UsedBy.Count == 0)))
            .Select(volume => Model(volume))], null), DockerJson.Answers.VolumeList);
    }

    public static async Task InspectAsync(ApiCall call) =>
        await call.JsonAsync(Model(await FindAsync(call)), DockerJson.Answers.VolumeModel);

    public static async Task RemoveAsync(ApiCall call)
    {
        var name = call.Value("name");
        // Force only concerns volumes that are already gone.
        if (call.Flag("force") && !(await call.Engine.Volumes.ListAsync(call.Ended)).Any(volume => volume.Name == name))
        {
            await call.EmptyAsync();
            return;
        }

        await call.Engine.Volumes.RemoveAsync((await FindAsync(call)).Name, call.Ended);
        await call.EmptyAsync();
    }

    public static async Task PruneAsync(ApiCall call)
    {
        var filters = call.Filters("all", "label", "label!");
        // Since 1.42 only anonymous volumes are removed, unless the filter says all.
        var all = (filters.HasEmpty("all") ? null : filters.Truth("all")) ?? call.Version < new ApiVersion(1, 42);
        List<string> removed = [];
        long freed = 0;
        foreach (var volume in await call.Engine.Volumes.ListAsync(call.Ended))
        {
            if (volume.UsedBy.Count > 0 || !(all || volume.Anonymous) || !filters.Labels(volume.Labels)) continue;
            var size = await SizeAsync(call, volume.Name);
            if (!await TryRemoveAsync(call, volume.Name)) continue;
            removed.Add(volume.Name);
            freed += size;
        }

        await call.JsonAsync(new VolumesPruned(removed, freed), DockerJson.Answers.VolumesPruned);
    }

    // A container may have started to use it meanwhile, or somebody has removed it: the audit history has the reason, and a prune goes on with the next one.
    private static async Task<bool> TryRemoveAsync(ApiCall call, string name)
    {
        try
        {
            await call.Engine.Volumes.RemoveAsync(name, call.Ended);
            return true;
        }
        catch (EngineException error) when (error is ObjectInUseException or ObjectNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Every volume with its size, for the disk usage.</summary>
    public static async Task<List<VolumeModel>> WithUsageAsync(ApiCall call)
    {
        List<VolumeModel> models = [];
        foreach (var volume in await call.Engine.Volumes.ListAsync(call.Ended))
        {
            var model = Model(volume);
            model.UsageData = new(volume.UsedBy.Count, await SizeAsync(call, volume.Name));
            models.Add(model);
        }

        return models;
    }

    /// <summary>A volume as Docker shows it; an anonymous one has a label that says so.</summary>
    public static VolumeModel Model(VolumeDetails volume) => new()
    {
        Name = volume.Name,
        Mountpoint = volume.Mountpoint,
        CreatedAt = GoTime.Text(volume.CreatedAt),
        Labels = volume.Anonymous ? new(volume.Labels) { ["com.docker.volume.anonymous"] = "" } : volume.Labels.Count > 0 ? new(volume.Labels) : null,
    };

    private static async Task<long> SizeAsync(ApiCall call, string name)
    {
        try
        {
            return await call.Engine.Volumes.GetSizeAsync(name, call.Ended);
        }
        catch (ObjectNotFoundException)
        {
            // The volume was removed after the listing.
            return 0;
        }
    }

    private static async Task<VolumeDetails> FindAsync(ApiCall call) =>
        (await call.Engine.Volumes.ListAsync(call.Ended)).FirstOrDefault(volume => volume.Name == call.Value("name"))
        ?? throw new ApiException(StatusCodes.Status404NotFound, $"get {call.Value("name")}: no such volume");
}
