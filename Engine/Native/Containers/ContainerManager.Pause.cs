using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task PauseAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        // One that ends meanwhile is told of by the second look.
        for (var look = 0; look < 2; look++)
        {
            using (await container.LockSettledAsync(cancellationToken))
            {
                RefuseUnpausable(container);
                if (await TryFreezeAsync(container, forCommit: false)) return;
            }
        }

        throw NotRunning(container);
    }

    /// <summary>False when there was nothing to hold still: it does not run, ends just now, or is paused by somebody who thaws it.</summary>
    private async Task<bool> TryPauseForCommitAsync(Container container, CancellationToken cancellationToken)
    {
        using (await container.LockSettledAsync(cancellationToken))
            return container.State.Status == ContainerStatus.Running && await TryFreezeAsync(container, forCommit: true);
    }

    /// <summary>Under the gate. False when the run ended before all of it was frozen.</summary>
    private async Task<bool> TryFreezeAsync(Container container, bool forCommit)
    {
        // Written first: an engine that dies from here on knows whether it has to let it go on.
        if (container.State.PausedForCommit != forCommit) Change(container, container.State with { PausedForCommit = forCommit });
        if (!await Freezer.TryFreezeAsync(_services.Paths.Cgroup(container.Config), () => container.HasEndedUnrecorded)) return false;
        // Docker's word for what is not checked any more, until the next check after the pause. A commit's pause is too short to count.
        var health = forCommit ? container.State.Health : NotChecked(container.State);
        Change(container, container.State with { Status = ContainerStatus.Paused, Health = health });
        Publish(container, "pause");
        return true;
    }

    public async Task UnpauseAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        using (await container.LockSettledAsync(cancellationToken))
        {
            if (container.State.Status != ContainerStatus.Paused) throw new ConflictException($"Container {container.Name} is not paused");
            Resume(container);
        }
    }

    private async Task ResumeAfterCommitAsync(Container container)
    {
        using (await container.LockSettledAsync(CancellationToken.None))
        {
            // Unpaused, killed or ended meanwhile, there is nothing to let go on.
            if (container.State is { Status: ContainerStatus.Paused, PausedForCommit: true }) Resume(container);
        }
    }

    private static HealthState? NotChecked(ContainerStateRecord state) => state.Health is { } health ? health with { Status = HealthStatus.Unhealthy } : null;

    /// <summary>Under the gate. What a signal is to end must run, or it never takes the signal.</summary>
    private void Resume(Container container)
    {
        Freezer.Thaw(_services.Paths.Cgroup(container.Config));
        Change(container, container.State with { Status = ContainerStatus.Running, PausedForCommit = false });
        Publish(container, "unpause");
    }

    private static void RefuseUnpausable(Container container)
    {
        switch (container.State.Status)
        {
            case ContainerStatus.Paused: throw new ConflictException($"Container {container.Name} is already paused");
            case ContainerStatus.Restarting: throw Restarting(container);
            case ContainerStatus.Running: return;
            default: throw NotRunning(container);
        }
    }
}
