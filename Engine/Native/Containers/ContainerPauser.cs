using Panel.Engine.Contract;
using Panel.Engine.Native.Cgroups;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>Freezes running containers and thaws them.</summary>
internal sealed class ContainerPauser(ContainerRegistry registry, EnginePaths paths, ContainerEvents events)
{
    public async Task PauseAsync(string idOrName, CancellationToken cancellationToken)
    {
        var container = registry.Find(idOrName);
        // A container that ends meanwhile is reported by the second check.
        for (var look = 0; look < 2; look++)
        {
            using var held = await container.HoldSettledAsync(cancellationToken);
            Refusals.Unpausable(container);
            if (await TryFreezeAsync(held, forCommit: false)) return;
        }

        throw Refusals.NotRunning(container);
    }

    public async Task UnpauseAsync(string idOrName, CancellationToken cancellationToken)
    {
        var container = registry.Find(idOrName);
        using var held = await container.HoldSettledAsync(cancellationToken);
        if (held.State.Status != ContainerStatus.Paused) throw new ConflictException($"Container {container.Name} is not paused");
        Resume(held);
    }

    /// <summary>Pauses it for a commit. False when there was nothing to freeze: it is not running, is ending, or was paused by somebody who
    /// will resume it.</summary>
    public async Task<bool> TryPauseForCommitAsync(Container container, CancellationToken cancellationToken)
    {
        using var held = await container.HoldSettledAsync(cancellationToken);
        return held.State.Status == ContainerStatus.Running && await TryFreezeAsync(held, forCommit: true);
    }

    public async Task ResumeAfterCommitAsync(Container container)
    {
        using var held = await container.HoldSettledAsync(CancellationToken.None);
        // Resumed, killed or ended meanwhile, so there is nothing to resume.
        if (held.State is { Status: ContainerStatus.Paused, PausedForCommit: true }) Resume(held);
    }

    /// <summary>Thaws it.</summary>
    public void Resume(HeldContainer held)
    {
        Freezer.Thaw(paths.Cgroup(held.Container.Config));
        held.Resumed();
        events.Publish(held.Container, "unpause");
    }

    /// <summary>Docker's word for "not checked", until the next check.</summary>
    public static HealthState? NotChecked(ContainerStateRecord state) =>
        state.Health is { } health ? health with { Status = HealthStatus.Unhealthy } : null;

    /// <summary>False when the run ended before all of it was frozen.</summary>
    private async Task<bool> TryFreezeAsync(HeldContainer held, bool forCommit)
    {
        held.BeginPause(forCommit);
        if (!await Freezer.TryFreezeAsync(paths.Cgroup(held.Container.Config), () => held.Container.HasEndedUnrecorded)) return false;
        // A commit's pause is too short to count.
        held.Paused(forCommit ? held.State.Health : NotChecked(held.State));
        events.Publish(held.Container, "pause");
        return true;
    }
}
