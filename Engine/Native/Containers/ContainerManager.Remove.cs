using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task RemoveAsync(string idOrName, bool force = false, bool removeVolumes = false, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        Task<ContainerExit>? exit = null;
        using (await container.LockSettledAsync(cancellationToken))
        {
            if (container.Removing) throw new ConflictException($"The removal of container {container.Name} is already in progress");
            if (!force) Refusals.Active(container);
            if (!force) Refusals.Unanswered(container);
            container.Removing = true;
            CancelPendingRestart(container);
            if (container.IsRunning)
            {
                exit = container.NextExit;
                Send(container, Signals.Kill);
            }
            // Nothing else makes it let go; its end settles the run.
            if (container.AwaitsShim && ShimProcess.Find(_services.Paths.RunSpec(container.Id)) is var (pid, ticks))
            {
                exit ??= container.NextExit;
                InitProcess.Signal(pid, ticks, Signals.Kill);
            }
        }
        try
        {
            if (exit is not null) await KillAndWaitAsync(container, exit, CancellationToken.None);
        }
        catch
        {
            using (await container.LockAsync(CancellationToken.None)) container.Removing = false;
            throw;
        }
        await RemoveStoppedAsync(container, removeVolumes);
    }

    /// <summary>Removes a stopped container with the state removing.</summary>
    private async Task RemoveStoppedAsync(Container container, bool removeVolumes)
    {
        using (await container.LockAsync(CancellationToken.None))
        {
            container.State = container.State with { Status = ContainerStatus.Removing };
            _watchers.Changed(container);
            try
            {
                if (container.Damage is not null || container.AwaitsShim) await SweepDamagedAsync(container);
                if (container.IsUnknown) _files.RemoveRun(container.Id);
                else _files.Remove(container.Id);
            }
            catch (Exception exception)
            {
                container.Removing = false;
                container.State = container.State with { Status = ContainerStatus.Dead, Error = $"Its removal failed: {_reasons.Of(container, exception)}" };
                _watchers.Changed(container);
                throw new EngineFailureException($"The container {container.Name} could not be removed: {_reasons.Of(container, exception)}", "remove container", inner: exception);
            }
            _registry.Remove(container);
            _execs.Remove(container);
            ReleaseRange(container);
            ReleaseVolumes(container, removeVolumes);
            if (container.Config.CgroupParent.Length > 0) await CleanUpAsync(container, "remove the parents of its cgroup", () => Task.Run(_cgroups.RemoveUnused));
            _events.Publish(container, "destroy");
            _watchers.Changed(container);
            container.CompleteRemoval();
        }
        await _services.Images.CollectAsync(CancellationToken.None);
    }

    private void ReleaseVolumes(Container container, bool removeVolumes)
    {
        try
        {
            _services.Volumes.Release(container.Id, container.Config.Mounts, removeVolumes);
        }
        catch (Exception exception)
        {
            // The container is gone; those who wait for that must hear of it, whatever happens to its volumes.
            _services.Logger.CleanupFailed(exception, container.Id, "remove its volumes");
        }
    }

    public async Task RenameAsync(string idOrName, string newName, CancellationToken cancellationToken = default)
    {
        var name = newName.StartsWith('/') ? newName[1..] : newName;
        SpecValidation.CheckName(name, nameof(newName));
        var container = _registry.Find(idOrName);
        using (await container.LockAsync(cancellationToken))
        {
            Refusals.Dead(container);
            Refusals.Damaged(container, "renamed");
            var old = container.Name;
            if (old == name) throw new InvalidInputException($"Renaming a container with the same name as its current name changes nothing: {name}", nameof(newName));
            _registry.ReserveName(name, container.Id);
            try
            {
                var config = container.Config with { Name = name };
                _files.Save(config);
                container.Config = config;
            }
            catch
            {
                _registry.ReleaseName(name, container.Id);
                throw;
            }
            _registry.ReleaseName(old, container.Id);
            _events.Publish(container, "rename", ("oldName", old));
            _watchers.Changed(container);
        }
    }
}
