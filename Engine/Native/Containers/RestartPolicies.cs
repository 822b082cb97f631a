using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>Starts a container whose state is restarting, after its back-off.</summary>
/// <param name="run">Starts a run: the circle of a container's life closes here.</param>
/// <param name="background">Where the pauses pass.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class RestartPolicies(
    Func<HeldContainer, ContainerStateRecord, CancellationToken, Task> run, BackgroundWork background, TimeProvider time, ILogger logger)
{
    /// <summary>Plans the next start.</summary>
    /// <param name="held">The container.</param>
    /// <param name="ran">How long its last run was.</param>
    public void Plan(HeldContainer held, TimeSpan ran)
    {
        var container = held.Container;
        var planned = CancellationTokenSource.CreateLinkedTokenSource(background.Stopping);
        held.PlanRestart(planned);
        var delay = held.Backoff.Next(ran);
        background.Run(container.Id, "restart policy", _ => RunAfterAsync(container, delay, planned));
    }

    /// <summary>Starts it now. A failed start counts as a run that failed at once: the policy continues with its back-off.</summary>
    public async Task RunAsync(HeldContainer held)
    {
        var container = held.Container;
        var before = held.State with { RestartCount = held.State.RestartCount + 1 };
        try
        {
            await run(held, before, CancellationToken.None);
        }
        catch (Exception exception) when (exception is EngineException or IOException)
        {
            logger.RestartFailed(exception, container.Name, container.Id);
            var state = held.State with { FinishedAt = time.GetUtcNow() };
            var again = RestartBackoff.ShouldRestart(container.Config.Spec.RestartPolicy, state.ExitCode, state.RestartCount, state.ManuallyStopped);
            if (again) held.AwaitRestart(state);
            else held.StayExited(state);
            held.Settled();
            if (again) Plan(held, TimeSpan.Zero);
        }
    }

    /// <summary>When the engine starts: starts those that ran, or that their policies start with it.</summary>
    public void RunAll(IEnumerable<Container> containers)
    {
        foreach (var container in containers.Where(container => container.State.Status == ContainerStatus.Restarting))
            background.Run(container.Id, "restart policy at start", token => RunAtStartAsync(container, token));
    }

    /// <summary>True when the container was waiting for its policy's next start, which is now cancelled.</summary>
    public static bool TryEnd(HeldContainer held, bool byPerson)
    {
        if (held.State.Status != ContainerStatus.Restarting) return false;
        held.CancelPlannedRestart();
        held.StayExited(held.State with { ManuallyStopped = byPerson }, durable: byPerson);
        held.Settled();
        return true;
    }

    private async Task RunAfterAsync(Container container, TimeSpan delay, CancellationTokenSource planned)
    {
        using (planned)
        {
            try
            {
                await Task.Delay(delay, time, planned.Token);
                using var held = await container.HoldAsync(planned.Token);
                if (held.TakePlannedRestart(planned)) await RunAsync(held);
            }
            catch (OperationCanceledException) when (planned.IsCancellationRequested)
            {
                // Stopped, removed or started by a person, or the engine is stopping.
            }
        }
    }

    private async Task RunAtStartAsync(Container container, CancellationToken cancellationToken)
    {
        using var held = await container.HoldAsync(cancellationToken);
        if (container is { IsRemoving: false, AwaitsShim: false, State.Status: ContainerStatus.Restarting } && !held.HasPlannedRestart)
            await RunAsync(held);
    }
}
