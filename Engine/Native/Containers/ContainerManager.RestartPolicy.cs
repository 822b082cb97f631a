using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    /// <summary>Starts the container again after its back-off, under the gate; its state is restarting.</summary>
    private void ScheduleRestart(Container container, TimeSpan ran)
    {
        var pending = CancellationTokenSource.CreateLinkedTokenSource(_background.Stopping);
        container.PendingRestart = pending;
        var delay = container.Backoff.Next(ran);
        _background.Run(container.Id, "restart policy", _ => RestartAfterAsync(container, delay, pending));
    }

    private async Task RestartAfterAsync(Container container, TimeSpan delay, CancellationTokenSource pending)
    {
        using (pending)
        {
            try
            {
                await Task.Delay(delay, _services.Time, pending.Token);
                using (await container.LockAsync(pending.Token))
                {
                    if (container.PendingRestart != pending) return;
                    container.PendingRestart = null;
                    await RunByPolicyAsync(container);
                }
            }
            catch (OperationCanceledException) when (pending.IsCancellationRequested)
            {
                // Stopped, removed or started by a person, or the engine is stopping.
            }
        }
    }

    /// <summary>A failed start counts as a run that failed at once: the policy continues with its back-off.</summary>
    private async Task RunByPolicyAsync(Container container)
    {
        var before = container.State with { RestartCount = container.State.RestartCount + 1 };
        try
        {
            await RunAsync(container, before, CancellationToken.None);
        }
        catch (Exception exception) when (exception is EngineException or IOException)
        {
            _services.Logger.RestartFailed(exception, container.Name, container.Id);
            var state = container.State with { FinishedAt = _services.Time.GetUtcNow() };
            var again = RestartBackoff.ShouldRestart(container.Config.Spec.RestartPolicy, state.ExitCode, state.RestartCount, state.ManuallyStopped);
            Change(container, state with { Status = again ? ContainerStatus.Restarting : ContainerStatus.Exited });
            container.CompleteExit();
            if (again) ScheduleRestart(container, TimeSpan.Zero);
        }
    }

    /// <summary>Under the gate. True when the container was waiting for its policy's next start, which is now cancelled.</summary>
    private bool EndRestarting(Container container, bool byPerson)
    {
        if (container.State.Status != ContainerStatus.Restarting) return false;
        CancelPendingRestart(container);
        Change(container, container.State with { Status = ContainerStatus.Exited, ManuallyStopped = byPerson }, durable: byPerson);
        container.CompleteExit();
        return true;
    }

    /// <summary>Under the gate.</summary>
    private static void CancelPendingRestart(Container container)
    {
        if (container.PendingRestart is not { } pending) return;
        container.PendingRestart = null;
        // Cancelled on another thread: its waiter takes the gate that is held here.
        _ = pending.CancelAsync();
    }
}
