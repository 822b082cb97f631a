using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Cgroups;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Volumes;

namespace Panel.Engine.Native.Containers;

/// <summary>Removes containers that do not run.</summary>
internal sealed class ContainerDisposal(
    ContainerRegistry registry, EnginePaths paths, ContainerFiles files, ContainerRanges ranges,
    VolumeManager volumes, ImageStore images, EngineCgroups cgroups, LifeFollowers followers,
    AutoRemovedExits exits, BackgroundWork background, RunRelease release, ContainerEvents events, FailureReasons reasons)
{
    /// <summary>Removes a container that was created to be removed after its exit.</summary>
    public void RemoveAfterExit(HeldContainer held)
    {
        exits.Add(held.Container.Id, held.Container.LastExit);
        RemoveLater(held, "remove after exit");
    }

    /// <summary>Removes it as soon as the caller lets it go.</summary>
    public void RemoveLater(HeldContainer held, string why)
    {
        held.BeginRemoval();
        background.Run(held.Container.Id, why, _ => RemoveAsync(held.Container, removeVolumes: true));
    }

    /// <summary>Removes a container whose removal has begun.</summary>
    /// <exception cref="EngineFailureException">Its files cannot be removed; it is dead.</exception>
    public async Task RemoveAsync(Container container, bool removeVolumes)
    {
        using (var held = await container.HoldAsync(CancellationToken.None))
        {
            held.Vanish();
            await RemoveFilesAsync(held);
            registry.Remove(container);
            followers.Removed(container);
            ranges.Release(container);
            // The container is gone; those who wait for that must hear of it, whatever happens to its volumes.
            await release.CleanUpAsync(container, "remove its volumes", () =>
            {
                volumes.Release(container.Id, container.Config.Mounts, removeVolumes);
                return Task.CompletedTask;
            });
            if (container.Config.CgroupParent.Length > 0)
                await release.CleanUpAsync(container, "remove the parents of its cgroup", () => Task.Run(cgroups.RemoveUnused));
            events.Publish(container, "destroy");
            held.Removed();
        }
        await images.CollectAsync(CancellationToken.None);
    }

    private async Task RemoveFilesAsync(HeldContainer held)
    {
        var container = held.Container;
        try
        {
            // Ends, through its cgroup, whatever a damaged container, or one with a silent shim, may still be running.
            if (container.Damage is not null || container.AwaitsShim) await CgroupSweep.RemoveAsync(paths.Cgroup(container.Config));
            if (container.IsUnknown) files.RemoveRun(container.Id);
            else files.Remove(container.Id);
        }
        catch (Exception exception)
        {
            held.NotRemoved($"Its removal failed: {reasons.Of(container, exception)}");
            throw new EngineFailureException(
                $"The container {container.Name} could not be removed: {reasons.Of(container, exception)}", "remove container", inner: exception);
        }
    }
}
