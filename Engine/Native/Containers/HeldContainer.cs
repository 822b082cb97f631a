using Panel.Engine.Contract;
using Panel.Engine.Native.Attachments;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>
/// A container that the caller holds until this is disposed. Each method is one step of the container's life, and there is no other way to
/// change one: who has no such object cannot, and who has it is alone. The steps of a run's beginning are first, those of its end last.
/// </summary>
internal sealed class HeldContainer : IDisposable
{
    private readonly ContainerMemory _memory;
    private readonly IContainerJournal _journal;
    private SemaphoreSlim? _gate;

    internal HeldContainer(Container container, ContainerMemory memory, IContainerJournal journal, SemaphoreSlim gate)
    {
        Container = container;
        (_memory, _journal, _gate) = (memory, journal, gate);
    }

    public Container Container { get; }

    public ContainerStateRecord State => Memory.State;

    public RestartBackoff Backoff => Memory.Backoff;

    /// <summary>Clients that attached before the start.</summary>
    public PendingAttachments Attachments => Memory.Attachments;

    /// <summary>Completes when the kernel has released the last run's root file system; only a new mount of it waits for this.</summary>
    public Task RootGone => Memory.RootGone;

    /// <summary>Whether a restart by a person is under way. During one, an exit neither removes the container nor triggers its policy.</summary>
    public bool IsBeingRestarted => Memory.RestartsUnderWay > 0;

    // What has been let go is somebody else's, so a holder that kept this object is a fault of the program.
    private ContainerMemory Memory =>
        _gate is null ? throw new ObjectDisposedException(nameof(HeldContainer), $"The container {Container.Name} is not held any more.") : _memory;

    public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();

    /// <summary>Changes the configuration, on the disk first.</summary>
    /// <exception cref="IOException">The disk rejects it; nothing is changed.</exception>
    public void Configure(ContainerConfig config)
    {
        _ = Memory;
        _journal.Save(config);
        Memory.Config = config;
    }

    /// <summary>Gives a container that is being taken over another name, in memory only: somebody else has its own.</summary>
    public void Call(string name) => Memory.Config = Memory.Config with { Name = name };

    /// <summary>Begins a start. Written before anything is created: after an engine's death from here on, the next one finds the lease and
    /// the run again.</summary>
    /// <exception cref="IOException">The disk rejects it.</exception>
    public void BeginStart(ContainerStateRecord before, EndpointLease? lease, string bootId)
    {
        Step(() => Memory.State = before with { Starting = true, Lease = lease, BootId = bootId });
        _journal.Save(Container);
    }

    /// <summary>The shim has answered that the container runs.</summary>
    /// <param name="before">The state before the start.</param>
    /// <param name="run">The processes.</param>
    /// <param name="lease">Its address.</param>
    /// <param name="health">Its first health.</param>
    /// <param name="now">The time.</param>
    /// <param name="durable">Whether the start is a decision that the restart policy follows.</param>
    public void Started(ContainerStateRecord before, StartedRun run, EndpointLease? lease, HealthState? health, DateTimeOffset now, bool durable)
    {
        Memory.StateLoss = null;
        Memory.IsAskedToEnd = false;
        var state = before with { Status = ContainerStatus.Running, Lease = lease, OomKilled = false, Error = "", StartedAt = now, Health = health };
        Change(Of(state, run), durable);
    }

    /// <summary>The start failed: the container is what it was, with the reason.</summary>
    public void NotStarted(ContainerStateRecord before, int exitCode, string error) =>
        Change(before.WithoutRun() with { ExitCode = exitCode, Error = error });

    /// <summary>The engine before this one ended during the start, and nobody was told that the container runs.</summary>
    public void StartLost() => Change(State.WithoutRun() with
    {
        Status = State.StartedAt is null ? ContainerStatus.Created : ContainerStatus.Exited,
        Error = "The engine ended while the container started.",
    });

    /// <summary>Its shim exists but does not answer.</summary>
    public void AwaitShim() => Memory.AwaitsShim = true;

    /// <summary>Its shim, for which the engine waited, is gone without a word.</summary>
    public void ShimGone() => Memory.AwaitsShim = false;

    /// <summary>The shim of a run that an earlier engine began has answered. The shim is right: it has the container.</summary>
    /// <param name="run">The processes.</param>
    /// <param name="isFrozen">What the kernel says: an engine may have died between freezing and recording it.</param>
    /// <param name="startedAt">When that init started.</param>
    public void TakenUp(StartedRun run, bool isFrozen, DateTimeOffset? startedAt)
    {
        var state = State;
        var known = !state.Starting && state.HasRun && state.Pid == run.Pid && state.StartTimeTicks == run.StartTimeTicks;
        Memory.AwaitsShim = false;
        Memory.StateLoss = null;
        Change(Of(state, run) with
        {
            Status = isFrozen ? ContainerStatus.Paused : ContainerStatus.Running,
            StartedAt = known ? state.StartedAt : startedAt,
            Error = Container.Damage ?? "",
        });
    }

    /// <summary>It is about to be paused. Written first: after an engine's death from here on, the next one knows whether to resume it.</summary>
    public void BeginPause(bool forCommit)
    {
        if (State.PausedForCommit != forCommit) Change(State with { PausedForCommit = forCommit });
    }

    public void Paused(HealthState? health) => Change(State with { Status = ContainerStatus.Paused, Health = health });

    public void Resumed() => Change(State with { Status = ContainerStatus.Running, PausedForCommit = false });

    /// <summary>A check has a result. Results that change nothing are not worth a write every half minute.</summary>
    /// <returns>Whether its health is another one now.</returns>
    public bool Checked(HealthState health)
    {
        var changed = health.Status != State.Health?.Status;
        if (changed)
        {
            Change(State with { Health = health });
            return true;
        }
        Memory.State = State with { Health = health };
        _journal.Tell(Container);
        return false;
    }

    /// <summary>The kernel killed one of its processes for memory; the container may run on.</summary>
    public void OutOfMemory()
    {
        if (Container.IsRunning && !State.OomKilled) Change(State with { OomKilled = true });
    }

    /// <summary>Whether clients have been told that this run is out of memory. A run can be over before anybody listens to its shim.</summary>
    public bool IsOutOfMemoryTold
    {
        get => Memory.IsOutOfMemoryTold;
        set => Memory.IsOutOfMemoryTold = value;
    }

    /// <summary>It is about to be sent a signal that should end it.</summary>
    /// <param name="stays">Whether a person wants it to stay stopped; then the disk has that before the signal is sent.</param>
    public void AskToEnd(bool stays)
    {
        Step(() => Memory.IsAskedToEnd = true);
        Change(State with { ManuallyStopped = stays }, durable: stays);
    }

    /// <summary>The run is over: the record says so before anything is released, and nobody who waits is told yet.</summary>
    /// <param name="ended">The state without the run.</param>
    public void Ended(ContainerStateRecord ended)
    {
        Memory.IsSettling = true;
        Memory.IsAskedToEnd = false;
        Change(ended);
    }

    /// <summary>The shim still has the root file system for a moment.</summary>
    public void RootGoesLater(Task gone) => Memory.RootGone = gone;

    /// <summary>Everything of the run is released: those who wait for its end are told.</summary>
    public void Settled()
    {
        Step(() =>
        {
            Memory.IsSettling = false;
            Memory.IsOutOfMemoryTold = false;
        });
        Memory.TakeExit().SetResult(Container.LastExit);
    }

    /// <summary>Its restart policy starts it again.</summary>
    public void AwaitRestart(ContainerStateRecord state) => Change(state with { Status = ContainerStatus.Restarting });

    /// <summary>Its restart policy gives it up, or somebody ends the restarts.</summary>
    public void StayExited(ContainerStateRecord state, bool durable = false) => Change(state with { Status = ContainerStatus.Exited }, durable);

    /// <summary>Plans the policy's next start.</summary>
    /// <param name="planned">Cancelled when somebody starts, stops or removes it first.</param>
    public void PlanRestart(CancellationTokenSource planned) => Memory.PlannedRestart = planned;

    /// <summary>Whether a start is planned.</summary>
    public bool HasPlannedRestart => Memory.PlannedRestart is not null;

    /// <summary>Takes the planned start; false when it is not planned any more.</summary>
    public bool TakePlannedRestart(CancellationTokenSource planned)
    {
        if (Memory.PlannedRestart != planned) return false;
        Memory.PlannedRestart = null;
        return true;
    }

    /// <summary>Cancels the planned start.</summary>
    public void CancelPlannedRestart()
    {
        if (Memory.PlannedRestart is not { } planned) return;
        Memory.PlannedRestart = null;
        // Cancelled on another thread: its waiter wants to hold the container, which is held here.
        _ = planned.CancelAsync();
    }

    public void BeginRestart() => Memory.RestartsUnderWay++;

    public void EndRestart() => Memory.RestartsUnderWay--;

    /// <summary>Begins a removal; from now on nothing starts the container.</summary>
    public void BeginRemoval() => Step(() => Memory.IsRemoving = true);

    /// <summary>Its processes could not be ended, so the container stays.</summary>
    public void GiveUpRemoval() => Step(() => Memory.IsRemoving = false);

    /// <summary>Its files go now. In memory only: the disk says so by their absence.</summary>
    public void Vanish()
    {
        Memory.State = State with { Status = ContainerStatus.Removing };
        _journal.Tell(Container);
    }

    /// <summary>Its files could not be removed. In memory only: the next engine finds what is left.</summary>
    public void NotRemoved(string error)
    {
        Step(() =>
        {
            Memory.State = State with { Status = ContainerStatus.Dead, Error = error };
            Memory.IsRemoving = false;
        });
        _journal.Tell(Container);
    }

    /// <summary>It is gone: those who wait for that, or follow it, are told.</summary>
    public void Removed()
    {
        _journal.Tell(Container);
        Memory.Removed.SetResult(Container.LastExit);
        Memory.NextExit.TrySetException(new ObjectNotFoundException($"The container {Container.Name} was removed."));
        Memory.RemovedSource.Cancel();
        Memory.Attachments.Fail();
    }

    private static ContainerStateRecord Of(ContainerStateRecord state, StartedRun run) => state with
    {
        Starting = false,
        BootId = run.BootId,
        Pid = run.Pid,
        ShimPid = run.ShimPid,
        StartTimeTicks = run.StartTimeTicks,
        ExitCode = 0,
    };

    private void Change(ContainerStateRecord state, bool durable = false)
    {
        Step(() => Memory.State = state);
        _journal.Write(Container, durable);
    }

    private void Step(Action change)
    {
        var from = Memory.Phase;
        change();
        if (!LifeTable.Allows(from, Memory.Phase)) _journal.Doubt(Container, from);
    }
}
