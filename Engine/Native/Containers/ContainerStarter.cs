using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>Starts a container because a person asks for it.</summary>
internal sealed class ContainerStarter(ContainerRegistry registry, RunStarter runs, ContainerDisposal disposal)
{
    /// <returns>False when it was running.</returns>
    public async Task<bool> StartAsync(string idOrName, CancellationToken cancellationToken)
    {
        var container = registry.Find(idOrName);
        using var held = await container.HoldSettledAsync(cancellationToken);
        Refusals.Dead(container);
        if (held.State.Status == ContainerStatus.Paused)
            throw new ConflictException($"The container {container.Name} is paused: cannot start a paused container, try unpause instead");
        if (container.IsRunning) return false;
        Refusals.Unanswered(container);
        held.CancelPlannedRestart();
        held.Backoff.Reset();
        try
        {
            await runs.RunAsync(held, held.State with { RestartCount = 0, ManuallyStopped = false }, cancellationToken);
            return true;
        }
        catch when (container.Config.Spec.AutoRemove)
        {
            disposal.RemoveLater(held, "remove after failed start");
            throw;
        }
    }
}
