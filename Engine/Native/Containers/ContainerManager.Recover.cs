using Panel.Engine.Contract;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    private static readonly TimeSpan ShimPatience = TimeSpan.FromSeconds(10);

    /// <summary>Takes up the containers on disk: those that run are followed again, the others are recorded as they ended.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _files.Ids().ToList()) Load(id);
        var channels = await Task.WhenAll(_registry.All.Select(container => ConnectAsync(container, cancellationToken)));
        List<EndpointLease> live = [.. channels.Where(pair => pair.Channel is not null).Select(pair => pair.Container.State.Lease).OfType<EndpointLease>()];
        await _services.Networks.StartAsync(live, cancellationToken);
        await SweepAsync();
        foreach (var (container, channel) in channels) await ResumeAsync(container, channel);
        _shims.Prepare();
        _services.Logger.Recovered(_registry.All.Count(container => container.IsRunning), _registry.All.Count, _registry.All.Count(container => container.Damaged));
    }

    /// <summary>Starts what its restart policy wants running. Apart from <see cref="RecoverAsync"/>, so that the engine answers before they run.</summary>
    public void ApplyRestartPolicies()
    {
        foreach (var container in _registry.All.Where(container => container.State.Status == ContainerStatus.Restarting))
            _background.Run(container.Id, "restart policy at start", token => RestartAtStartAsync(container, token));
    }

    private async Task RestartAtStartAsync(Container container, CancellationToken cancellationToken)
    {
        using (await container.LockAsync(cancellationToken))
        {
            if (!container.Removing && container.PendingRestart is null && container.State.Status == ContainerStatus.Restarting) await RunByPolicyAsync(container);
        }
    }

    private void Load(string id)
    {
        ContainerConfig? config = null;
        Container container;
        try
        {
            config = _files.LoadConfig(id);
            container = new Container(config, _files.LoadState(id));
        }
        catch (Exception exception) when (exception is DamagedStateException or IOException)
        {
            _services.Logger.Damaged(id, exception.Message);
            config ??= Placeholder(id);
            container = new Container(config, new ContainerStateRecord { Status = ContainerStatus.Dead, Error = exception.Message }) { Damaged = true };
        }
        // A name that another container took while this one's rename was half written, or a placeholder's.
        for (var suffix = 2; !_registry.TryReserveName(container.Name, id); suffix++) container.Config = config with { Name = $"{config.Name}_{suffix}" };
        if (container.Config is { SharesUserNamespaceOf: null, UserNamespaceBase: { } first }) _ranges.Reserve(first);
        _services.Volumes.Restore(id, container.Config.Mounts);
        _registry.Add(container);
        _forwarding.Begin(container);
    }

    private ContainerConfig Placeholder(string id) => new()
    {
        Version = ContainerConfig.CurrentVersion,
        Id = id,
        Name = "damaged_" + id[..12],
        CreatedAt = Directory.GetCreationTimeUtc(_services.Paths.Container(id)),
        Spec = new ContainerSpec { Image = "" },
        ImageId = "",
        Process = new ProcessDetails([], [], "/", "", "SIGTERM"),
        Labels = [],
        ExposedPorts = [],
        Mounts = [],
        LogRotation = _services.Options.DefaultLogRotation,
    };

    /// <summary>Connects to the shim of a run of this boot. Its first message must name the init that the record names.</summary>
    private async Task<(Container Container, ShimChannel? Channel)> ConnectAsync(Container container, CancellationToken cancellationToken)
    {
        if (container.Damaged || !container.State.HasRun || container.State.BootId != _services.BootId) return (container, null);
        var channel = await ShimChannel.SubscribeAsync(_services.Paths.RunSocket(container.Id), cancellationToken);
        if (channel is null) return (container, null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ShimPatience);
        try
        {
            if (await channel.ReadAsync(limit.Token) is { Kind: ShimMessageKind.Started, Pid: { } pid, StartTimeTicks: { } ticks } started
                && (container.State.Starting || (pid == container.State.Pid && ticks == container.State.StartTimeTicks)))
            {
                Change(container, container.State with
                {
                    // The kernel's word: an engine may have died between freezing and writing it down.
                    Status = Freezer.IsFrozen(_services.Paths.Cgroup(container.Id)) ? ContainerStatus.Paused : ContainerStatus.Running,
                    Starting = false,
                    Pid = pid,
                    ShimPid = started.ShimPid ?? 0,
                    StartTimeTicks = ticks,
                    StartedAt = container.State.Starting ? _services.Time.GetUtcNow() : container.State.StartedAt,
                });
                // Even if the kernel does not call it frozen: it may be about to be.
                if (container.State.PausedForCommit) Resume(container);
                return (container, channel);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A shim that does not answer is treated as one that is gone: its init is ended if it is still the same.
        }
        channel.Dispose();
        return (container, null);
    }

    private async Task ResumeAsync(Container container, ShimChannel? channel)
    {
        if (channel is not null)
        {
            Watch(container, channel);
            MonitorHealth(container);
            return;
        }
        if (container.Damaged) return;
        var state = container.State;
        using (await container.LockAsync(CancellationToken.None))
        {
            if (state.Starting && state.Status != ContainerStatus.Running && _files.LoadExit(container.Id) is null)
            {
                // The engine died while it started; nobody was told that it runs.
                await KillLeftoversAsync(container);
                Change(container, state.WithoutRun() with { Status = state.StartedAt is null ? ContainerStatus.Created : ContainerStatus.Exited, Error = "The engine ended while the container started." });
            }
            else if (state.HasRun) await SettleLostAsync(container);
            else if (state.Status == ContainerStatus.Restarting) Change(container, state with { Status = ContainerStatus.Exited });
            if (container.Removing) return;
            if (container.Config.Spec.AutoRemove && container.State.StartedAt is not null)
            {
                container.Removing = true;
                _background.Run(container.Id, "remove after exit", _ => RemoveStoppedAsync(container, removeVolumes: true));
                return;
            }
            if (RestartBackoff.ShouldStartWithEngine(container.Config.Spec.RestartPolicy, container.Summary.State, container.State.ManuallyStopped) && !container.IsRunning)
                Change(container, container.State with { Status = ContainerStatus.Restarting, ManuallyStopped = false });
        }
    }

    /// <summary>The run ended while no engine looked. Nothing of another boot is signalled.</summary>
    private async Task SettleLostAsync(Container container)
    {
        var exit = _files.LoadExit(container.Id);
        if (exit is null && container.State.BootId != _services.BootId)
            exit = new ExitRecord { ExitCode = 255, FinishedUnixNanoseconds = (_services.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100, Error = "The machine was restarted while it ran; 255 stands for not known." };
        await SettleAsync(container, exit, applyPolicy: false);
    }

    /// <summary>Removes what belongs to no container that runs: cgroups and directories of the run root.</summary>
    private async Task SweepAsync()
    {
        var live = _registry.All.Where(container => container.IsRunning || container.State.HasRun).Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in CgroupSweep.Children(_services.Paths.InstanceName).Where(name => !live.Contains(name)))
            await CgroupSweep.RemoveAsync($"{_services.Paths.InstanceName}/{id}");
        var runs = live.Select(_services.Paths.RunContainer).ToHashSet(StringComparer.Ordinal);
        foreach (var directory in Directory.EnumerateDirectories(_services.Paths.RunContainersRoot).Where(path => !runs.Contains(path)))
            Snapshots.ContainerSnapshots.Remove(directory);
    }

    /// <summary>What a damaged container may still run is ended through its cgroup.</summary>
    private async Task SweepDamagedAsync(Container container) => await CgroupSweep.RemoveAsync(_services.Paths.Cgroup(container.Id));
}
