using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task PauseAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        // A container that ends meanwhile is reported by the second check.
        for (var look = 0; look < 2; look++)
        {
            using (await container.LockSettledAsync(cancellationToken))
            {
                Refusals.Unpausable(container);
                if (await TryFreezeAsync(container, forCommit: false)) return;
            }
        }

        throw Refusals.NotRunning(container);
    }

    /// <summary>False when there was nothing to freeze: it is not running, is ending, or was paused by somebody who will resume it.</summary>
    private async Task<bool> TryPauseForCommitAsync(Container container, CancellationToken cancellationToken)
    {
        using (await container.LockSettledAsync(cancellationToken))
            return container.State.Status == ContainerStatus.Running && await TryFreezeAsync(container, forCommit: true);
    }

    /// <summary>Under the gate. False when the run ended before all of it was frozen.</summary>
    private async Task<bool> TryFreezeAsync(Container container, bool forCommit)
    {
        // Written first: after an engine's death from here on, the next one knows whether to resume the container.
        if (container.State.PausedForCommit != forCommit) Change(container, container.State with { PausedForCommit = forCommit });
        if (!await Freezer.TryFreezeAsync(_services.Paths.Cgroup(container.Config), () => container.HasEndedUnrecorded)) return false;
        // Docker's word for "not checked", until the next check after the pause. A commit's pause is too short to count.
        var health = forCommit ? container.State.Health : NotChecked(container.State);
        Change(container, container.State with { Status = ContainerStatus.Paused, Health = health });
        _events.Publish(container, "pause");
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
            // Resumed, killed or ended meanwhile, so there is nothing to resume.
            if (container.State is { Status: ContainerStatus.Paused, PausedForCommit: true }) Resume(container);
        }
    }

    private static HealthState? NotChecked(ContainerStateRecord state) => state.Health is { } health ? health with { Status = HealthStatus.Unhealthy } : null;

    /// <summary>Under the gate. A process must run to receive the signal that ends it.</summary>
    private void Resume(Container container)
    {
        Freezer.Thaw(_services.Paths.Cgroup(container.Config));
        Change(container, container.State with { Status = ContainerStatus.Running, PausedForCommit = false });
        _events.Publish(container, "unpause");
    }
}
