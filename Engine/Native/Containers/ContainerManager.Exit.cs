using Panel.Engine.Contract;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    private static readonly TimeSpan ShimTearDown = TimeSpan.FromSeconds(10);

    /// <summary>Follows a run to its end.</summary>
    /// <param name="container">The running container.</param>
    /// <param name="connected">A subscription that exists already, else one is made.</param>
    private void Watch(Container container, ShimChannel? connected) =>
        _background.Run(container.Id, "follow run", token => FollowAsync(container, connected, token));

    private async Task FollowAsync(Container container, ShimChannel? connected, CancellationToken cancellationToken)
    {
        var run = container.State;
        ExitRecord? exit = null;
        using var channel = connected ?? await ShimChannel.SubscribeAsync(_services.Paths.RunSocket(container.Id), cancellationToken);
        while (channel is not null && await channel.ReadAsync(cancellationToken) is { } message)
        {
            if (message.Kind == ShimMessageKind.Oom) TellOutOfMemory(container);
            if (message.Kind != ShimMessageKind.Exited) continue;
            exit = message.Exit;
            await ReadUntilAsync(channel, ShimMessageKind.Released, cancellationToken);
            break;
        }
        exit ??= _files.LoadExit(container.Id);
        var rootGone = channel is null ? Task.CompletedTask : ReadUntilAsync(channel, null, cancellationToken);
        using (await container.LockAsync(cancellationToken))
        {
            // Not cancelled from here on: what ended is recorded as a whole.
            if (container.State.Pid == run.Pid && container.State.StartTimeTicks == run.StartTimeTicks && container.IsRunning)
            {
                container.RootGone = rootGone;
                await SettleAsync(container, exit, applyPolicy: true);
            }
        }
        await rootGone;
    }

    private void TellOutOfMemory(Container container)
    {
        Publish(container, "oom");
        container.OutOfMemoryTold = true;
    }

    /// <summary>Until the shim tells this, or hangs up. One that hangs in its tear-down keeps what it has; the exit is known and counts.</summary>
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
            // It has had its time.
        }
    }

    /// <summary>Records the end of a run and takes back what it held, under the gate.</summary>
    private async Task SettleAsync(Container container, ExitRecord? exit, bool applyPolicy)
    {
        var run = container.State;
        if (exit is null) await KillLeftoversAsync(container);
        var lost = exit is null ? "Its shim ended without recording an exit code, so the container was ended too; 255 stands for not known." : exit.Error ?? "";
        if (exit is null) _services.Logger.LostShim(container.Name, container.Id, lost);
        // A run can be over before anybody listens to its shim.
        if (exit is { OomKilled: true } && !container.OutOfMemoryTold) TellOutOfMemory(container);
        container.OutOfMemoryTold = false;
        if (run.Lease is not null) await _services.Networks.ReleaseAsync(run.Lease, CancellationToken.None);
        _files.RemoveRun(container.Id);
        _execs.RemoveUnstarted(container);
        var finished = exit is null ? _services.Time.GetUtcNow() : DateTimeOffset.UnixEpoch.AddTicks(exit.FinishedUnixNanoseconds / 100);
        var ended = run.WithoutRun() with
        {
            Status = ContainerStatus.Exited,
            ExitCode = exit?.ExitCode ?? 255,
            OomKilled = exit?.OomKilled ?? false,
            Error = lost,
            FinishedAt = finished,
            // Docker's word for what is not checked any more.
            Health = run.Health is { } health ? health with { Status = HealthStatus.Unhealthy } : null,
        };
        var policy = container.Config.Spec.RestartPolicy;
        var restart = applyPolicy && !_isHostGoingDown && !container.Removing && container.RestartsUnderWay == 0
            && RestartBackoff.ShouldRestart(policy, ended.ExitCode, ended.RestartCount, ended.ManuallyStopped);
        Change(container, restart ? ended with { Status = ContainerStatus.Restarting } : ended);
        var ran = finished - (run.StartedAt ?? finished);
        Publish(container, "die", ("exitCode", $"{ended.ExitCode}"), ("execDuration", $"{(long)ran.TotalSeconds}"));
        PublishLeft(container);
        _services.Logger.Exited(container.Name, container.Id, ended.ExitCode);
        container.CompleteExit();
        if (restart) ScheduleRestart(container, ran);
        else if (container.Config.Spec.AutoRemove && !container.Removing && container.RestartsUnderWay == 0)
        {
            container.Removing = true;
            _background.Run(container.Id, "remove after exit", _ => RemoveStoppedAsync(container, removeVolumes: true));
        }
    }

    /// <summary>After a shim that was killed: ends its init, if that is still the same process, and removes its cgroups.</summary>
    private async Task KillLeftoversAsync(Container container)
    {
        var run = container.State;
        if (run.BootId != _services.BootId) return;
        InitProcess.Signal(run.Pid, run.StartTimeTicks, Signals.Kill);
        for (var waited = 0; waited < 100 && InitProcess.Lives(run.Pid, run.StartTimeTicks); waited++)
            await Task.Delay(20, CancellationToken.None);
        await CgroupSweep.RemoveAsync(_services.Paths.Cgroup(container.Id));
    }
}
