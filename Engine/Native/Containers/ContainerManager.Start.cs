using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Health;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;
using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    private const int CommandNotStarted = 128;

    public async Task<bool> StartAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        using (await container.LockSettledAsync(cancellationToken))
        {
            Refusals.Dead(container);
            if (container.State.Status == ContainerStatus.Paused) throw new ConflictException($"The container {container.Name} is paused: cannot start a paused container, try unpause instead");
            if (container.IsRunning) return false;
            Refusals.Unanswered(container);
            CancelPendingRestart(container);
            container.Backoff.Reset();
            try
            {
                await RunAsync(container, container.State with { RestartCount = 0, ManuallyStopped = false }, cancellationToken);
                return true;
            }
            catch when (container.Config.Spec.AutoRemove)
            {
                container.Removing = true;
                _background.Run(container.Id, "remove after failed start", _ => RemoveStoppedAsync(container, removeVolumes: true));
                throw;
            }
        }
    }

    /// <summary>Starts the container, under the gate. A failed start leaves it as it was, with the reason in its state.</summary>
    private async Task RunAsync(Container container, ContainerStateRecord before, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.WhenAny(container.RootGone).WaitAsync(cancellationToken);
        var stopped = before.Status == ContainerStatus.Restarting ? before with { Status = ContainerStatus.Exited } : before;
        EndpointLease? lease = null;
        var attachments = container.Attachments.Take();
        // The record on the disk says stopped, or never started, and the restart policy follows it after a power cut.
        var decides = container.Config.Spec.RestartPolicy.Kind != RestartPolicyKind.No && container.State is { ManuallyStopped: true } or { StartedAt: null };
        try
        {
            Refusals.NotUnderstood(container);
            _services.Volumes.RequireData(container.Config.Mounts);
            GiveOwnRange(container);
            // Held even if the limit, or the files' project, was lost since, as when the files were copied to another disk.
            if (container.Config.Spec.StorageBytes is > 0 and var bytes) StorageQuota.Set(_services.Paths.ContainerOverlay(container.Id), container.Id, bytes);
            BindSources.Prepare(container.Config.Mounts);
            var image = _services.Images.Resolve(container.Config.ImageId);
            if (container.Config.Spec.NetworkMode == "bridge") lease = _services.Networks.Allocate(container.Id, container.Config.PublishedPorts, _registry.NameOf);
            // Written before anything is created: after an engine's death from here on, the next one finds the lease and the run again.
            container.State = before with { Starting = true, Lease = lease, BootId = _services.BootId };
            _files.Save(container.Id, container.State);
            WriteRunFiles(container.Config, lease, image, attachments.Count);
            _files.SaveRun(container.Id, container.State);
            _cgroups.Prepare(container.Config.CgroupParent);
            var publish = lease is null ? Task.CompletedTask : _services.Networks.PublishAsync(lease, CancellationToken.None);
            ShimMessage answer;
            using var attaching = new CancellationTokenSource();
            var attached = attachments.ConnectAsync(_services.Paths.RunSocket(container.Id), attaching.Token);
            try
            {
                // Not cancelled halfway: a start is short, and an answer that nobody awaits would leave an unknown run.
                answer = await _shims.RunAsync(_services.Paths.RunSpec(container.Id), CancellationToken.None);
            }
            finally
            {
                await attaching.CancelAsync();
                await attached;
                await publish;
            }
            if (answer.Kind != ShimMessageKind.Started) throw new StartFailure(WithHolder(answer, lease), image.Platform);
            container.StateLoss = null;
            Change(container, stopped with
            {
                Status = ContainerStatus.Running,
                Starting = false,
                BootId = _services.BootId,
                Pid = answer.Pid ?? 0,
                ShimPid = answer.ShimPid ?? 0,
                StartTimeTicks = answer.StartTimeTicks ?? 0,
                Lease = lease,
                ExitCode = 0,
                OomKilled = false,
                Error = "",
                StartedAt = _services.Time.GetUtcNow(),
                Health = HealthRule.First(container.Config.HealthCheck),
            }, durable: decides);
        }
        catch (Exception exception)
        {
            // The attachments that no shim has taken over: their output will not come.
            attachments.Fail();
            await UndoStartAsync(container, stopped, lease, exception);
            if (exception is StartFailure failure) throw failure.ToEngineException(container.Name);
            if (exception is EngineException or OperationCanceledException) throw;
            if (DiskFull.Is(exception)) throw DiskFull.Failure(exception);
            throw new EngineFailureException($"The container {container.Name} cannot start: {_reasons.Of(container, exception)}", "start container", inner: exception);
        }
        _services.Logger.Started(container.Name, container.Id, container.State.Pid);
        _events.PublishJoined(container);
        _events.Publish(container, "start");
        Watch(container, LinkTo(container, null));
        MonitorHealth(container);
    }

    // A program took the port after the engine had found it free, or holds it in a way that only a second bind notices.
    private ShimMessage WithHolder(ShimMessage answer, EndpointLease? lease)
    {
        if (answer is { Step: ShimSteps.Ports, Errno: Errno.EADDRINUSE } && lease is not null && _services.Networks.ExplainTaken(lease, _registry.NameOf) is { } who) return answer with { Message = who };
        return answer;
    }

    private void WriteRunFiles(ContainerConfig config, EndpointLease? lease, ResolvedImage image, int attachments)
    {
        var (paths, id) = (_services.Paths, config.Id);
        _files.RemoveRun(id);
        File.Delete(paths.ContainerExit(id));
        Directory.CreateDirectory(paths.RunMountPoint(id));
        var hostname = ShimSpecOf.Hostname(config);
        // With its network disabled, a container has empty files, as in Docker.
        var isDisabled = config.Spec.DisabledNetworkMode is not null;
        File.WriteAllText(paths.RunHosts(id), isDisabled ? "" : NetworkFiles.Hosts(ReadOrNull("/etc/hosts") ?? "", config.Spec, hostname, lease, _services.Networks.Gateway));
        File.WriteAllText(paths.RunHostname(id), hostname + "\n");
        File.WriteAllText(paths.RunResolvConf(id), isDisabled ? "" : NetworkFiles.ResolvConf(
            ReadOrNull("/etc/resolv.conf") ?? "", ReadOrNull("/run/systemd/resolve/resolv.conf"), config.Spec));
        var spec = ShimSpecOf.Container(config, lease, image.LayerDirectories, paths, _services.BootId);
        SecuritySpec.Apply(spec, config, _filters.FileFor(config.Spec.Security), _isCgroupV2);
        Share(spec, config);
        spec.AwaitedAttachments = attachments;
        File.WriteAllBytes(paths.RunSpec(id), SpecFile.Write(spec));
    }

    private void Share(ShimSpec spec, ContainerConfig config)
    {
        var options = config.Spec.Security;
        spec.Namespaces.Pid = NamespaceMode.Parse(options.PidMode).Spec(RunningProcess(options.PidMode, "pid namespace"));
        spec.Namespaces.Ipc = NamespaceMode.Parse(options.IpcMode).Spec(RunningProcess(options.IpcMode, "ipc namespace"));
        if (spec.UserNamespace is { } users) users.Join = UserNamespaceProcess(config);
        // Names are shared with a container whose network is named in vain, too.
        if (RunningProcess(ShimSpecOf.AskedNetwork(config.Spec), "network") is not { } process) return;
        if (config.Spec.DisabledNetworkMode is null) spec.Network = new NetworkSpec { Kind = NetworkKind.Joined, Join = process };
        var owner = NamespaceMode.Parse(ShimSpecOf.AskedNetwork(config.Spec)).Container;
        var paths = _services.Paths;
        (spec.HostsFile, spec.ResolvConfFile, spec.HostnameFile) = (paths.RunHosts(owner), paths.RunResolvConf(owner), paths.RunHostname(owner));
        // Stored for this container, because its execs need it after the owner has ended.
        File.Copy(paths.RunHostname(owner), paths.RunHostname(config.Id), overwrite: true);
        spec.Hostname = RunFiles.Hostname(_services.Paths, config.Id);
        spec.Domainname = _registry.ById(owner)?.Config.Spec.Domainname;
    }

    private static string? ReadOrNull(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private async Task UndoStartAsync(Container container, ContainerStateRecord before, EndpointLease? lease, Exception cause)
    {
        var run = container.State;
        var exitCode = cause is StartFailure failure ? failure.ExitCode : CommandNotStarted;
        Change(container, before.WithoutRun() with
        {
            ExitCode = exitCode,
            Error = cause is StartFailure told ? told.ToEngineException(container.Name).Message : _reasons.Of(container, cause),
        });
        // A shim that reports a failure has undone everything; after any other end, the rest is removed as after its death.
        if (cause is not StartFailure) await CleanUpAsync(container, "end what its shim left", () => KillLeftoversAsync(container, run));
        await ReleaseAsync(container, lease);
    }
}
