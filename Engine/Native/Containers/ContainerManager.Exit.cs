using Panel.Engine.Contract;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    private static readonly TimeSpan ShimTearDown = TimeSpan.FromSeconds(10);

    /// <summary>Follows a run to its end.</summary>
    /// <param name="container">The running container, or one whose shim has not answered yet.</param>
    /// <param name="link">The link to its shim.</param>
    private void Watch(Container container, ShimLink link) =>
        _background.Run(container.Id, "follow run", token => FollowAsync(container, link, token));

    private async Task FollowAsync(Container container, ShimLink link, CancellationToken cancellationToken)
    {
        using var _ = link;
        var run = container.State;
        ExitRecord? exit = null;
        while (await link.ReadAsync(cancellationToken) is { } message)
        {
            if (message.Kind == ShimMessageKind.Started && container.AwaitsShim) run = await TakeUpLateAsync(container, link, message, cancellationToken);
            if (message.Kind == ShimMessageKind.Oom) await TellOutOfMemoryAsync(container, cancellationToken);
            if (message.Kind != ShimMessageKind.Exited) continue;
            exit = message.Exit;
            await ReadUntilAsync(link.Channel!, ShimMessageKind.Released, cancellationToken);
            break;
        }
        exit ??= _files.LoadExit(container.Id);
        var rootGone = link.Channel is { } channel ? ReadUntilAsync(channel, null, cancellationToken) : Task.CompletedTask;
        using (await container.LockAsync(cancellationToken))
        {
            // Not cancelled from here on, so that an end is recorded completely.
            if (container.State.HasRun && container.State.Pid == run.Pid && container.State.StartTimeTicks == run.StartTimeTicks && !container.Removed.IsCompleted)
            {
                container.RootGone = rootGone;
                if (container.AwaitsShim) await SettleUnansweredAsync(container);
                else await SettleAsync(container, exit, applyPolicy: true);
            }
        }
        await rootGone;
    }

    private async Task<ContainerStateRecord> TakeUpLateAsync(Container container, ShimLink link, ShimMessage started, CancellationToken cancellationToken)
    {
        using (await container.LockAsync(cancellationToken)) TakeUp(container, link, started);
        _services.Logger.ShimAnswered(container.Name, container.Id);
        MonitorHealth(container);
        return container.State;
    }

    // Its shim ended without a word since the engine started: settled as if it had ended before.
    private async Task SettleUnansweredAsync(Container container)
    {
        container.AwaitsShim = false;
        await SettleAtStartAsync(container);
        if (container.State.Status == ContainerStatus.Restarting) await RunByPolicyAsync(container);
    }

    // The container may keep running: only one of its processes was killed.
    private async Task TellOutOfMemoryAsync(Container container, CancellationToken cancellationToken)
    {
        using (await container.LockAsync(cancellationToken))
        {
            if (container.IsRunning && !container.State.OomKilled) Change(container, container.State with { OomKilled = true });
            TellOutOfMemory(container);
        }
    }

    private void TellOutOfMemory(Container container)
    {
        _events.Publish(container, "oom");
        container.OutOfMemoryTold = true;
    }

    /// <summary>Reads until this message, or until the shim hangs up. A shim that hangs in its tear-down keeps its resources; the exit is
    /// known and counts.</summary>
    private static async Task ReadUntilAsync(ShimChannel channel, ShimMessageKind? last, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ShimTearDown);
        try
        {
            while (await channel.ReadAsync(limit.Token) is { } message && message.Kind != last) { }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its time limit is over.
        }
    }

    /// <summary>Records the end of a run, then releases its resources, under the gate. A failed clean-up does not change the recorded
    /// end.</summary>
    private async Task SettleAsync(Container container, ExitRecord? exit, bool applyPolicy)
    {
        var run = container.State;
        var lost = exit is null ? "Its shim ended without recording an exit code, so the container was ended too; 255 means unknown." : exit.Error ?? "";
        var finished = exit is null ? _services.Time.GetUtcNow() : DateTimeOffset.UnixEpoch.AddTicks(exit.FinishedUnixNanoseconds / 100);
        var ended = run.WithoutRun() with
        {
            Status = container.Damage is null ? ContainerStatus.Exited : ContainerStatus.Dead,
            ExitCode = exit?.ExitCode ?? 255,
            OomKilled = exit?.OomKilled ?? false,
            Error = container.Damage ?? lost,
            FinishedAt = finished,
            Health = NotChecked(run),
        };
        var restart = applyPolicy && !_isHostGoingDown && !container.Removing && container.RestartsUnderWay == 0
            && RestartBackoff.ShouldRestart(container.Config.Spec.RestartPolicy, ended.ExitCode, ended.RestartCount, ended.ManuallyStopped);
        container.IsSettling = true;
        Change(container, restart ? ended with { Status = ContainerStatus.Restarting } : ended);
        if (exit is null)
        {
            _services.Logger.LostShim(container.Name, container.Id, lost);
            await CleanUpAsync(container, "end what its shim left", () => KillLeftoversAsync(container, run));
        }
        // A run can be over before anybody listens to its shim.
        if (exit is { OomKilled: true } && !container.OutOfMemoryTold) TellOutOfMemory(container);
        container.OutOfMemoryTold = false;
        _execs.RemoveUnstarted(container);
        await ReleaseAsync(container, run.Lease);
        var ran = finished - (run.StartedAt ?? finished);
        _events.Publish(container, "die", ("exitCode", $"{ended.ExitCode}"), ("execDuration", $"{(long)ran.TotalSeconds}"));
        _events.PublishLeft(container);
        _services.Logger.Exited(container.Name, container.Id, ended.ExitCode);
        container.IsSettling = false;
        container.CompleteExit();
        if (restart) ScheduleRestart(container, ran);
        else if (container.Config.Spec.AutoRemove && !container.Removing && container.RestartsUnderWay == 0)
        {
            RemoveAfterExit(container);
        }
    }

    private void RemoveAfterExit(Container container)
    {
        container.Removing = true;
        _autoRemoved.Add(container.Id, container.LastExit);
        _background.Run(container.Id, "remove after exit", _ => RemoveStoppedAsync(container, removeVolumes: true));
    }

    /// <summary>Releases a run's resources in the network and the run root.</summary>
    private async Task ReleaseAsync(Container container, EndpointLease? lease)
    {
        if (lease is not null) await CleanUpAsync(container, "release its network", () => _services.Networks.ReleaseAsync(lease, CancellationToken.None));
        await CleanUpAsync(container, "remove its files of the run root", () => Task.Run(() => _files.RemoveRun(container.Id)));
    }

    private async Task CleanUpAsync(Container container, string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault)
        {
            // Whatever the error: the run is over, and the engine's next start removes the rest.
            _services.Logger.CleanupFailed(fault, container.Id, what);
        }
    }

    /// <summary>After a shim was killed: kills its init, if it is still the same process, and removes its cgroups.</summary>
    private async Task KillLeftoversAsync(Container container, ContainerStateRecord run)
    {
        if (run.BootId != _services.BootId) return;
        InitProcess.Signal(run.Pid, run.StartTimeTicks, Signals.Kill);
        for (var waited = 0; waited < 100 && InitProcess.Lives(run.Pid, run.StartTimeTicks); waited++)
            await Task.Delay(20, CancellationToken.None);
        await CgroupSweep.RemoveAsync(_services.Paths.Cgroup(container.Config));
    }
}
