using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public Task PauseAsync(string idOrName, CancellationToken cancellationToken = default) => PauseAsync(_registry.Find(idOrName), forCommit: false, cancellationToken);

    private async Task PauseAsync(Container container, bool forCommit, CancellationToken cancellationToken)
    {
        using (await container.LockAsync(cancellationToken))
        {
            if (container.State.Status == ContainerStatus.Paused) throw new ConflictException($"The container {container.Name} is paused already.");
            if (container.State.Status != ContainerStatus.Running) throw new ConflictException($"The container {container.Name} is not running, so it cannot be paused.");
            // Written first: an engine that dies from here on knows whether it has to let it go on.
            if (container.State.PausedForCommit != forCommit) Change(container, container.State with { PausedForCommit = forCommit });
            await Freezer.FreezeAsync(_services.Paths.Cgroup(container.Id));
            Change(container, container.State with { Status = ContainerStatus.Paused });
            Publish(container, "pause");
        }
    }

    public async Task UnpauseAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        using (await container.LockAsync(cancellationToken))
        {
            if (container.State.Status != ContainerStatus.Paused) throw new ConflictException($"The container {container.Name} is not paused.");
            Resume(container);
        }
    }

    /// <summary>Under the gate. What a signal is to end must run, or it never takes the signal.</summary>
    private void Resume(Container container)
    {
        Freezer.Thaw(_services.Paths.Cgroup(container.Id));
        Change(container, container.State with { Status = ContainerStatus.Running, PausedForCommit = false });
        Publish(container, "unpause");
    }
}
