using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Cgroups;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.Specs;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Begins a run.</summary>
internal sealed class RunStarter(
    string bootId, RunPreparation preparation, RunFiles runFiles, ContainerFiles files,
    EngineCgroups cgroups, ShimStart shims, RunRelease release, RunWatcher watcher, ContainerEvents events,
    FailureReasons reasons, TimeProvider time, ILogger logger)
{
    private const int CommandNotStarted = 128;

    /// <summary>Starts the container. A failed start leaves it as it was, with the reason in its state.</summary>
    /// <param name="held">The container.</param>
    /// <param name="before">Its state, as it is if the start fails.</param>
    /// <param name="cancellationToken">Cancels what comes before the shim.</param>
    public async Task RunAsync(HeldContainer held, ContainerStateRecord before, CancellationToken cancellationToken)
    {
        var container = held.Container;
        cancellationToken.ThrowIfCancellationRequested();
        await Task.WhenAny(held.RootGone).WaitAsync(cancellationToken);
        var stopped = before.Status == ContainerStatus.Restarting ? before with { Status = ContainerStatus.Exited } : before;
        EndpointLease? lease = null;
        var attachments = held.Attachments.Take();
        // The record on the disk says stopped, or never started, and the restart policy follows it after a power cut.
        var decides = container.Config.Spec.RestartPolicy.Kind != RestartPolicyKind.No
            && held.State is { ManuallyStopped: true } or { StartedAt: null };
        try
        {
            (var image, lease) = preparation.Prepare(held);
            held.BeginStart(before, lease, bootId);
            runFiles.Write(container.Config, lease, image, attachments.Count);
            files.SaveRun(container.Id, held.State);
            cgroups.Prepare(container.Config.CgroupParent);
            var answer = await shims.StartAsync(container.Id, lease, attachments);
            if (answer.Kind != ShimMessageKind.Started) throw new StartFailure(answer, image.Platform);
            held.Started(stopped, StartedRun.Of(answer, bootId), lease,
                HealthRule.First(container.Config.HealthCheck), time.GetUtcNow(), durable: decides);
        }
        catch (Exception exception)
        {
            // The attachments that no shim has taken over: their output will not come.
            attachments.Fail();
            await UndoAsync(held, stopped, lease, exception);
            if (exception is StartFailure failure) throw failure.ToEngineException(container.Name);
            if (exception is EngineException or OperationCanceledException) throw;
            if (DiskFull.Is(exception)) throw DiskFull.Failure(exception);
            throw new EngineFailureException(
                $"The container {container.Name} cannot start: {reasons.Of(container, exception)}", "start container", inner: exception);
        }
        logger.Started(container.Name, container.Id, held.State.Pid);
        events.PublishJoined(container);
        events.Publish(container, "start");
        watcher.Watch(container);
    }

    private async Task UndoAsync(HeldContainer held, ContainerStateRecord before, EndpointLease? lease, Exception cause)
    {
        var (container, run) = (held.Container, held.State);
        if (cause is StartFailure failure) held.NotStarted(before, failure.ExitCode, failure.ToEngineException(container.Name).Message);
        else
        {
            held.NotStarted(before, CommandNotStarted, reasons.Of(container, cause));
            // A shim that reports a failure has undone everything; after any other end, the rest is removed as after its death.
            await release.KillLeftoversAsync(container, run);
        }
        await release.ReleaseAsync(container, lease);
    }
}
