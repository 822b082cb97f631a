using Panel.Engine.Contract;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Settles runs that ended while no engine was watching.</summary>
internal sealed class LostRuns(string bootId, ContainerFiles files, RunRelease release, RunEnds ends, ContainerDisposal disposal, TimeProvider time)
{
    /// <summary>Settles a run without a shim, and says whether its policy starts the container with the engine: its state is then
    /// restarting.</summary>
    public async Task SettleAtStartAsync(HeldContainer held)
    {
        var (container, state) = (held.Container, held.State);
        if (state.Starting && container.StateLoss is null && !container.IsRunning && files.LoadExit(container.Id) is null)
        {
            held.StartLost();
            await release.KillLeftoversAsync(container, state);
            await release.ReleaseAsync(container, state.Lease);
            held.Settled();
        }
        else if (state.HasRun) await ends.SettleAsync(held, ExitOf(container), applyPolicy: false);
        else if (state.Status == ContainerStatus.Restarting) held.StayExited(state);
        if (container.IsRemoving || container.Damage is not null) return;
        if (container.Config.Spec.AutoRemove && held.State.StartedAt is not null)
        {
            disposal.RemoveAfterExit(held);
            return;
        }
        if (RestartBackoff.ShouldStartWithEngine(container.Config.Spec.RestartPolicy, container.Summary.State, held.State.ManuallyStopped)
            && !container.IsRunning)
            held.AwaitRestart(held.State with { ManuallyStopped = false });
    }

    private ExitRecord? ExitOf(Container container)
    {
        if (files.LoadExit(container.Id) is { } exit) return exit;
        if (container.StateLoss is { } loss)
            return Unknown($"Whether it ran is not known, because its state could not be read; 255 means unknown. {loss}");
        // Nothing from another boot is signalled.
        return container.State.BootId == bootId ? null : Unknown("The machine was restarted while it ran; 255 means unknown.");
    }

    private ExitRecord Unknown(string why) =>
        new() { ExitCode = 255, FinishedUnixNanoseconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100, Error = why };
}
