using System.Diagnostics.CodeAnalysis;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>A container in memory. Every state change holds <see cref="Gate"/>; reading needs no lock.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, so there is nothing to dispose of; readers link to its token at any time.")]
internal sealed class Container
{
    // More than a shim's own limit for its tear-down.
    private static readonly TimeSpan RecordPatience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _removedSource = new();
    private readonly TaskCompletionSource<ContainerExit> _removed = NewCompletion();
    private TaskCompletionSource<ContainerExit> _nextExit = NewCompletion();
    private volatile ContainerConfig _config;
    private volatile ContainerStateRecord _state;
    private volatile ContainerSummary _summary;
    private volatile bool _isSettling;

    public Container(ContainerConfig config, ContainerStateRecord state)
    {
        _config = config;
        _state = state;
        _summary = Summarize();
    }

    public string Id => _config.Id;
    public string Name => _config.Name;
    public SemaphoreSlim Gate { get; } = new(1, 1);
    public RestartBackoff Backoff { get; } = new();

    public ContainerConfig Config
    {
        get => _config;
        set
        {
            _config = value;
            _summary = Summarize();
        }
    }

    public ContainerStateRecord State
    {
        get => _state;
        set
        {
            _state = value;
            _summary = Summarize();
        }
    }

    public ContainerSummary Summary => _summary;

    public bool IsRunning => _state.Status is ContainerStatus.Running or ContainerStatus.Paused;

    /// <summary>Whether its init has ended, but its exit is not recorded yet. Unknown while the shim is silent: the record may be of an earlier run.</summary>
    public bool HasEndedUnrecorded => !AwaitsShim && _state is { Status: ContainerStatus.Running or ContainerStatus.Paused } run && InitProcess.HasEnded(run.Pid, run.StartTimeTicks);

    /// <summary>Why its configuration is unknown; null when it is known. Such a container keeps running, and can be stopped and removed,
    /// but not started.</summary>
    public string? Damage
    {
        get;
        init
        {
            field = value;
            _summary = Summarize();
        }
    }

    /// <summary>Whether its folder is missing; only the run root shows that it exists. The engine writes nothing there, and a folder that
    /// comes back stays.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Why its state could not be read when the engine started; null when it could, and once a shim has reported the true state.</summary>
    public string? StateLoss
    {
        get;
        set
        {
            field = value;
            _summary = Summarize();
        }
    }

    /// <summary>Whether its shim has not answered since the engine started; the state shown is then the recorded one. Changed under the
    /// gate.</summary>
    public bool AwaitsShim
    {
        get;
        set
        {
            field = value;
            _summary = Summarize();
        }
    }

    /// <summary>Whether its exit is recorded, but its network and files are not released yet; <see cref="NextExit"/> completes afterwards.
    /// Changed under the gate.</summary>
    public bool IsSettling
    {
        get => _isSettling;
        set => _isSettling = value;
    }

    /// <summary>Whether a removal has begun; nothing starts the container any more. Changed under the gate.</summary>
    public bool Removing { get; set; }

    /// <summary>The number of running restarts. During one, an exit neither removes the container nor triggers its policy. Changed under
    /// the gate.</summary>
    public int RestartsUnderWay { get; set; }

    /// <summary>Whether this run's out-of-memory kill has been reported.</summary>
    public bool OutOfMemoryTold { get; set; }

    /// <summary>Whether the disk has not accepted its state yet. Changed under the gate.</summary>
    public bool Unsaved { get; set; }

    /// <summary>Completes when the kernel has released the last run's root file system; only a new mount of it waits for this. Changed
    /// under the gate.</summary>
    public Task RootGone { get; set; } = Task.CompletedTask;

    /// <summary>Cancels the wait for the restart policy's next start. Changed under the gate.</summary>
    public CancellationTokenSource? PendingRestart { get; set; }

    /// <summary>Clients that attached before the start.</summary>
    public PendingAttachments Attachments { get; } = new();

    /// <summary>Cancelled when the container is removed, for those who follow it.</summary>
    public CancellationToken RemovedToken => _removedSource.Token;

    public Task<ContainerExit> Removed => _removed.Task;

    /// <summary>The next exit. Take it before reading the state: the state changes first, then this completes.</summary>
    public Task<ContainerExit> NextExit => Volatile.Read(ref _nextExit).Task;

    public ContainerExit LastExit => new(_state.ExitCode, _state.OomKilled, _state.Error.Length == 0 ? null : _state.Error);

    public async Task<Held> LockAsync(CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        return new Held(Gate);
    }

    /// <summary>Takes the gate, after the exit of an ended init is recorded, so that no call in between sees an outdated state. The wait
    /// for a shim that does not report the end is bounded.</summary>
    public async Task<Held> LockSettledAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var exit = NextExit;
            var held = await LockAsync(cancellationToken);
            if (!HasEndedUnrecorded) return held;
            held.Dispose();
            try
            {
                await exit.WaitAsync(RecordPatience, cancellationToken);
            }
            catch (TimeoutException)
            {
                return await LockAsync(cancellationToken);
            }
        }
    }

    public void CompleteExit() => Interlocked.Exchange(ref _nextExit, NewCompletion()).SetResult(LastExit);

    public void CompleteRemoval()
    {
        _removed.SetResult(LastExit);
        Volatile.Read(ref _nextExit).TrySetException(new ObjectNotFoundException($"The container {Name} was removed."));
        _removedSource.Cancel();
        Attachments.Fail();
    }

    private ContainerSummary Summarize()
    {
        var summary = SummaryOf.Container(_config, _state);
        return DoubtOf.Container(this) is { } doubt ? summary with { State = summary.State with { Doubt = doubt } } : summary;
    }

    private static TaskCompletionSource<ContainerExit> NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The gate, held until it is disposed.</summary>
    public readonly struct Held(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
