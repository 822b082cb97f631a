using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    // After this time, the engine starts without its answer, which may still arrive later.
    private static readonly TimeSpan ShimPatience = TimeSpan.FromSeconds(3);

    /// <summary>Takes over the containers on the disk: it follows running ones again, and records the end of the others.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var shims = new LiveShims(_services.Paths);
        var loader = new ContainerLoader(_services, _files, shims);
        foreach (var id in _files.Ids().ToList()) Register(loader.Load(id));
        foreach (var id in UnknownRuns().Select(run => RunRemains.IdOf(_services.Paths, run)).OfType<string>().ToList()) Register(loader.Load(id));
        var links = await Task.WhenAll(_registry.All.Select(container => ConnectAsync(container, shims, cancellationToken)));
        List<EndpointLease> live =
        [
            .. links.Where(pair => pair.Link is not null).Select(pair => pair.Container.State.Lease).OfType<EndpointLease>(),
            .. UnknownRuns().Select(LeaseOf).OfType<EndpointLease>(),
        ];
        _unknownRuns = [.. UnknownRuns().Select(run => new ImageUser(Path.GetFileName(run), "", "", true))];
        foreach (var run in _unknownRuns) TellUnknown(_services.Paths.RunContainer(run.ContainerId));
        await _services.Networks.StartAsync(live, cancellationToken);
        await SweepAsync();
        foreach (var (container, link) in links) await ResumeAsync(container, link);
        _shims.Prepare();
        _services.Logger.Recovered(
            _registry.All.Count(container => container.IsRunning),
            _registry.All.Count,
            _registry.All.Count(container => container.Damage is not null),
            _registry.All.Count(container => container.AwaitsShim));
    }

    /// <summary>Removes the engine's cgroups if they are empty. Nothing is running any more, and nothing will start.</summary>
    public void LeaveCgroups() => _cgroups.Leave();

    /// <summary>Whether a container is running, or may be because its shim has not answered yet.</summary>
    public bool MayRunAny => _unknownRuns.Count > 0 || _registry.All.Any(container => container.IsRunning || container.State.HasRun || container.AwaitsShim);

    /// <summary>Starts the containers whose restart policy requires it. Separate from <see cref="RecoverAsync"/>, so that the engine
    /// answers before they run.</summary>
    public void ApplyRestartPolicies()
    {
        foreach (var container in _registry.All.Where(container => container.State.Status == ContainerStatus.Restarting))
            _background.Run(container.Id, "restart policy at start", token => RestartAtStartAsync(container, token));
    }

    private async Task RestartAtStartAsync(Container container, CancellationToken cancellationToken)
    {
        using (await container.LockAsync(cancellationToken))
        {
            if (!container.Removing && !container.AwaitsShim && container.PendingRestart is null && container.State.Status == ContainerStatus.Restarting) await RunByPolicyAsync(container);
        }
    }

    private void Register(Container container)
    {
        var config = container.Config;
        // A name that another container took while this one's rename was half written, or a placeholder's name.
        for (var suffix = 2; !_registry.TryReserveName(container.Name, container.Id); suffix++)
            container.Config = config with { Name = $"{config.Name}_{suffix}" };
        if (container.Config.UserNamespaceBase is { } first) ReserveRange(container, first);
        _services.Volumes.Restore(container.Id, container.Config.Mounts);
        if (container is { Damage: not null, Config.Mounts.Count: 0 }) _services.Volumes.Doubt(container.Id);
        _registry.Add(container);
        _forwarding.Begin(container);
    }

    /// <summary>Connects to the shim of a run of this boot; null when it is gone. An existing shim may not have answered yet.</summary>
    private async Task<(Container Container, ShimLink? Link)> ConnectAsync(Container container, LiveShims shims, CancellationToken cancellationToken)
    {
        if (!container.State.HasRun || container.State.BootId != _services.BootId) return (container, null);
        var link = LinkTo(container, null, shims.Run(container.Id) ? _files.LoadExit(container.Id) : null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ShimPatience);
        try
        {
            while (await link.ReadAsync(limit.Token) is { } message)
            {
                if (message.Kind != ShimMessageKind.Started) continue;
                TakeUp(container, link, message);
                return (container, link);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            container.AwaitsShim = true;
            _services.Logger.ShimSilent(container.Name, container.Id);
            return (container, link);
        }
        link.Dispose();
        return (container, null);
    }

    private ShimLink LinkTo(Container container, ShimChannel? connected, ExitRecord? formerExit = null) =>
        new(_services.Paths.RunSocket(container.Id), _services.Paths.RunSpec(container.Id), _services.Paths.ContainerExit(container.Id), connected, _services.Time)
        {
            FormerExit = formerExit,
        };

    /// <summary>The shim is right: it has the container.</summary>
    private void TakeUp(Container container, ShimLink link, ShimMessage started)
    {
        ForgetFormerExit(container, link);
        var state = container.State;
        var known = !state.Starting && state.HasRun && state.Pid == started.Pid && state.StartTimeTicks == started.StartTimeTicks;
        container.AwaitsShim = false;
        container.StateLoss = null;
        Change(container, state with
        {
            // The kernel is right: an engine may have died between freezing and recording it.
            Status = Freezer.IsFrozen(_services.Paths.Cgroup(container.Config)) ? ContainerStatus.Paused : ContainerStatus.Running,
            Starting = false,
            BootId = _services.BootId,
            Pid = started.Pid ?? 0,
            ShimPid = started.ShimPid ?? 0,
            StartTimeTicks = started.StartTimeTicks ?? 0,
            StartedAt = known ? state.StartedAt : InitProcess.StartedAt(started.StartTimeTicks ?? 0, _services.Time),
            ExitCode = 0,
            Error = container.Damage ?? "",
        });
        // Even if the kernel does not report it as frozen: the freeze may be in progress.
        if (container.State.PausedForCommit) Resume(container);
    }

    // As its start did, in case a backup brought it back: it would count as this run's, should the shim be killed. An end meanwhile comes over the link.
    private void ForgetFormerExit(Container container, ShimLink link)
    {
        if (link.FormerExit is not { } former || _files.LoadExit(container.Id) != former) return;
        try
        {
            File.Delete(_services.Paths.ContainerExit(container.Id));
        }
        catch (Exception fault) when (IsDiskFault(fault))
        {
            _services.Logger.CleanupFailed(fault, container.Id, "remove the exit record of an earlier run");
        }
    }

    private async Task ResumeAsync(Container container, ShimLink? link)
    {
        if (link is not null)
        {
            Watch(container, link);
            if (!container.AwaitsShim) MonitorHealth(container);
            return;
        }
        using (await container.LockAsync(CancellationToken.None)) await SettleAtStartAsync(container);
    }

    /// <summary>Settles a run without a shim, under the gate.</summary>
    private async Task SettleAtStartAsync(Container container)
    {
        var state = container.State;
        if (state.Starting && container.StateLoss is null && !container.IsRunning && _files.LoadExit(container.Id) is null)
        {
            // The engine died during the start; nobody was told that it is running.
            Change(container, state.WithoutRun() with
            {
                Status = state.StartedAt is null ? ContainerStatus.Created : ContainerStatus.Exited,
                Error = "The engine ended while the container started.",
            });
            await KillLeftoversAsync(container, state);
            await ReleaseAsync(container, state.Lease);
            container.CompleteExit();
        }
        else if (state.HasRun) await SettleLostAsync(container);
        else if (state.Status == ContainerStatus.Restarting) Change(container, state with { Status = ContainerStatus.Exited });
        if (container.Removing || container.Damage is not null) return;
        if (container.Config.Spec.AutoRemove && container.State.StartedAt is not null)
        {
            RemoveAfterExit(container);
            return;
        }
        if (RestartBackoff.ShouldStartWithEngine(container.Config.Spec.RestartPolicy, container.Summary.State, container.State.ManuallyStopped) && !container.IsRunning)
            Change(container, container.State with { Status = ContainerStatus.Restarting, ManuallyStopped = false });
    }

    /// <summary>The run ended while no engine was watching. Nothing from another boot is signalled.</summary>
    private async Task SettleLostAsync(Container container)
    {
        var exit = _files.LoadExit(container.Id);
        if (exit is null && container.StateLoss is { } loss)
            exit = Unknown($"Whether it ran is not known, because its state could not be read; 255 means unknown. {loss}");
        else if (exit is null && container.State.BootId != _services.BootId) exit = Unknown("The machine was restarted while it ran; 255 means unknown.");
        await SettleAsync(container, exit, applyPolicy: false);
    }

    private ExitRecord Unknown(string why) =>
        new() { ExitCode = 255, FinishedUnixNanoseconds = (_services.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100, Error = why };

    /// <summary>Removes everything that belongs to no running container: cgroups and directories of the run root. What belongs to a
    /// container that this engine does not know is kept if it has processes.</summary>
    private async Task SweepAsync()
    {
        var live = _registry.All.Where(container => container.IsRunning || container.State.HasRun).Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var cgroup in CgroupSweep.Containers(_services.Paths.InstanceName))
        {
            var id = Path.GetFileName(cgroup);
            if (live.Contains(id)) continue;
            if (_registry.ById(id) is not null) await CgroupSweep.RemoveAsync(cgroup);
            else if (!CgroupSweep.TryRemoveEmpty(cgroup)) _services.Logger.Kept($"The cgroup {cgroup}");
        }
        _cgroups.RemoveUnused();
        var runs = live.Select(_services.Paths.RunContainer).ToHashSet(StringComparer.Ordinal);
        var kept = UnknownRuns().ToHashSet(StringComparer.Ordinal);
        foreach (var directory in Directory.EnumerateDirectories(_services.Paths.RunContainersRoot).Where(path => !runs.Contains(path)))
        {
            if (IsRun(directory) && !kept.Contains(directory)) Sweep(directory);
            else _services.Logger.Kept(directory);
        }
    }

    private void TellUnknown(string run) => _services.Problems.Add(
        run,
        $"A container of another version runs whose folder is not there: the process {ShimProcess.Find(run + "/spec")?.Pid} has {run}",
        "Mount the disk with its folder and restart the panel; or end that process.");

    /// <summary>Run directories of shims whose containers have no directory of their own, for example because a disk is not mounted.</summary>
    private IEnumerable<string> UnknownRuns()
    {
        var known = _registry.All.Select(container => _services.Paths.RunContainer(container.Id)).ToHashSet(StringComparer.Ordinal);
        return Directory.EnumerateDirectories(_services.Paths.RunContainersRoot)
            .Where(path => IsRun(path) && !known.Contains(path) && ShimProcess.Find(_services.Paths.RunSpec(Path.GetFileName(path))) is not null);
    }

    // Named in the engine's form.
    private static bool IsRun(string directory) => Path.GetFileName(directory) is { Length: 32 } name && ContainerFiles.IsHexadecimal(name);

    private EndpointLease? LeaseOf(string run)
    {
        try
        {
            return _files.LoadRun(Path.GetFileName(run)) is var state && state.BootId == _services.BootId ? state.Lease : null;
        }
        catch (DamagedStateException)
        {
            return null;
        }
    }

    private void Sweep(string directory)
    {
        try
        {
            Snapshots.ContainerSnapshots.Remove(directory);
        }
        catch (IOException fault)
        {
            // For example, something is mounted there. It does no harm.
            _services.Logger.CleanupFailed(fault, Path.GetFileName(directory), "sweep the run root");
        }
    }

    /// <summary>Ends, through its cgroup, whatever a damaged container, or one with a silent shim, may still be running.</summary>
    private async Task SweepDamagedAsync(Container container) => await CgroupSweep.RemoveAsync(_services.Paths.Cgroup(container.Config));
}
