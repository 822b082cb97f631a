using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers.Recreation;

/// <summary>Replaces a container with one made from another specification.</summary>
/// <remarks>The new container exists before the old one stops, and the old one is removed only when the new one runs: whatever fails, one
/// of the two remains.</remarks>
public sealed class ContainerRecreation(IContainerEngine engine, ContainerOperations operations)
{
    /// <summary>The container's settings beyond its image, as the start of an edit or a copy.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such container.</exception>
    public async Task<ContainerSpec> ReadAsync(string idOrName, CancellationToken cancellationToken)
    {
        var details = await engine.Containers.InspectAsync(idOrName, cancellationToken);
        try
        {
            return SpecDifference.Of(details, (await engine.Images.InspectAsync(details.Summary.ImageId, cancellationToken)).Configuration);
        }
        catch (ObjectNotFoundException)
        {
            // The image was removed meanwhile, so all settings count as the container's own.
            return details.Spec with { Name = null };
        }
    }

    /// <summary>Replaces a container; the new one starts if the old one was running or <paramref name="start"/> is set.</summary>
    /// <exception cref="ConflictException">The old one would be gone once it is stopped, so it could not be put back.</exception>
    /// <exception cref="EngineException">The new one could not be made or started; the old one is there as it was.</exception>
    public async Task<ContainerCreated> ReplaceAsync(string id, ContainerSpec spec, bool start)
    {
        // Not cancellable from here on: a half-done replacement would be worse than none.
        var old = await engine.Containers.InspectAsync(id, CancellationToken.None);
        if (old.Spec.AutoRemove) throw new ConflictException($"{old.Summary.Name} is removed when it stops, so it could not be put back; duplicate it instead.");
        var name = spec.Name ?? old.Summary.Name;
        var mark = Guid.NewGuid().ToString("N")[..8];
        var made = await operations.CreateAsync(spec with { Name = $"{name}-new-{mark}", Mounts = SpecDifference.WithVolumesOf(old, spec.Mounts) });
        var created = (await engine.Containers.InspectAsync(made.Id, CancellationToken.None)).Summary;
        var ran = old.Summary.State.IsRunning || old.Summary.State.Status == ContainerStatus.Restarting;
        var renamed = false;
        try
        {
            if (ran) await operations.StopAsync(old.Summary);
            await operations.RenameAsync(old.Summary, $"{old.Summary.Name}-old-{mark}");
            renamed = true;
            await operations.RenameAsync(created, name);
            if (ran || start) await operations.StartAsync(created with { Name = name });
        }
        catch
        {
            await PutBackAsync(old.Summary, created, renamed, ran);
            throw;
        }

        await operations.RemoveAsync(old.Summary, withVolumes: false);
        return made with { Name = name };
    }

    private async Task PutBackAsync(ContainerSummary old, ContainerSummary created, bool renamed, bool ran)
    {
        await operations.RemoveAsync(created, withVolumes: false);
        if (renamed) await operations.RenameAsync(old, old.Name);
        if (ran) await operations.StartAsync(old);
    }
}
