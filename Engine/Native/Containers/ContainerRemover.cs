using Panel.Engine.Contract;
using Panel.Engine.Native.Shims;

namespace Panel.Engine.Native.Containers;

/// <summary>Removes a container because a person asks for it; by force, a running one too.</summary>
internal sealed class ContainerRemover(ContainerRegistry registry, EnginePaths paths, ContainerStopper stopper, ContainerDisposal disposal)
{
    public async Task RemoveAsync(string idOrName, bool force, bool removeVolumes, CancellationToken cancellationToken)
    {
        var container = registry.Find(idOrName);
        Task<ContainerExit>? exit;
        using (var held = await container.HoldSettledAsync(cancellationToken)) exit = Begin(held, force);
        try
        {
            if (exit is not null) await stopper.KillAndWaitAsync(container, exit, CancellationToken.None);
        }
        catch
        {
            using var held = await container.HoldAsync(CancellationToken.None);
            held.GiveUpRemoval();
            throw;
        }
        await disposal.RemoveAsync(container, removeVolumes);
    }

    /// <returns>The exit to wait for; null when it does not run.</returns>
    private Task<ContainerExit>? Begin(HeldContainer held, bool force)
    {
        var container = held.Container;
        Refusals.Removing(container);
        if (!force) Refusals.Active(container);
        if (!force) Refusals.Unanswered(container);
        held.BeginRemoval();
        held.CancelPlannedRestart();
        Task<ContainerExit>? exit = null;
        if (container.IsRunning)
        {
            exit = container.NextExit;
            stopper.Send(held, Signals.Kill);
        }
        // Nothing else makes it let go; its end settles the run.
        if (container.AwaitsShim && ShimProcess.Find(paths.RunSpec(container.Id)) is var (pid, ticks))
        {
            exit ??= container.NextExit;
            InitProcess.Signal(pid, ticks, Signals.Kill);
        }
        return exit;
    }
}
