using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>
/// What happens once a run is over: record, release, tell, and then what the container's policy says. A failed clean-up does not change the
/// recorded end.
/// </summary>
internal sealed class RunEnds(
    RunRelease release, RestartPolicies restarts, ContainerDisposal disposal, LifeFollowers followers,
    ContainerEvents events, HostShutdown host, TimeProvider time, ILogger logger)
{
    private const string Lost = "Its shim ended without recording an exit code, so the container was ended too; 255 means unknown.";

    /// <param name="held">The container, whose state still has the run.</param>
    /// <param name="exit">The shim's record; null when the shim ended without one.</param>
    /// <param name="applyPolicy">Whether its restart policy may act. Not when the engine starts: policies act later then.</param>
    public async Task SettleAsync(HeldContainer held, ExitRecord? exit, bool applyPolicy)
    {
        var (container, run) = (held.Container, held.State);
        var ended = Ended(container, run, exit);
        var restart = applyPolicy && !host.IsGoingDown && !container.IsRemoving && !held.IsBeingRestarted
            && RestartBackoff.ShouldRestart(container.Config.Spec.RestartPolicy, ended.ExitCode, ended.RestartCount, ended.ManuallyStopped);
        held.Ended(restart ? ended with { Status = ContainerStatus.Restarting } : ended);
        if (exit is null)
        {
            logger.LostShim(container.Name, container.Id, Lost);
            await release.KillLeftoversAsync(container, run);
        }
        if (exit is { OomKilled: true } && !held.IsOutOfMemoryTold) TellOutOfMemory(held);
        followers.Ended(container);
        await release.ReleaseAsync(container, run.Lease);
        var ran = ended.FinishedAt!.Value - (run.StartedAt ?? ended.FinishedAt.Value);
        events.Publish(container, "die", ("exitCode", $"{ended.ExitCode}"), ("execDuration", $"{(long)ran.TotalSeconds}"));
        events.PublishLeft(container);
        logger.Exited(container.Name, container.Id, ended.ExitCode);
        held.Settled();
        if (restart) restarts.Plan(held, ran);
        else if (container.Config.Spec.AutoRemove && !container.IsRemoving && !held.IsBeingRestarted) disposal.RemoveAfterExit(held);
    }

    /// <summary>The container may keep running: only one of its processes was killed.</summary>
    public void TellOutOfMemory(HeldContainer held)
    {
        events.Publish(held.Container, "oom");
        held.IsOutOfMemoryTold = true;
    }

    private ContainerStateRecord Ended(Container container, ContainerStateRecord run, ExitRecord? exit) => run.WithoutRun() with
    {
        Status = container.Damage is null ? ContainerStatus.Exited : ContainerStatus.Dead,
        ExitCode = exit?.ExitCode ?? 255,
        OomKilled = exit?.OomKilled ?? false,
        Error = container.Damage ?? (exit is null ? Lost : exit.Error ?? ""),
        FinishedAt = exit is null ? time.GetUtcNow() : DateTimeOffset.UnixEpoch.AddTicks(exit.FinishedUnixNanoseconds / 100),
        Health = ContainerPauser.NotChecked(run),
    };
}
