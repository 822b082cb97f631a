using System.Diagnostics.CodeAnalysis;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>A container in memory. <see cref="Gate"/> is held for every change of state; reading needs no lock.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, so there is nothing to dispose of; readers link to its token at any time.")]
internal sealed class Container
{
    // Above what a shim has for its tear-down.
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

    /// <summary>Its init is gone, and its exit is on the way.</summary>
    public bool HasEndedUnrecorded => _state is { Status: ContainerStatus.Running or ContainerStatus.Paused } run && InitProcess.HasEnded(run.Pid, run.StartTimeTicks);

    /// <summary>Why nothing tells its configuration; null when something does. Such a container runs on, and can be stopped and removed, but not started.</summary>
    public string? Damage
    {
        get;
        init
        {
            field = value;
            _summary = Summarize();
        }
    }

    /// <summary>Its folder is not there; only the run root tells of it. Nothing is written there, and a folder that comes back stays.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Why its state could not be read when the engine started; null when it could, and once a shim has told what is true.</summary>
    public string? StateLoss
    {
        get;
        set
        {
            field = value;
            _summary = Summarize();
        }
    }

    /// <summary>Its shim has not answered since the engine started; what is shown is what was recorded. Changed under the gate.</summary>
    public bool AwaitsShim
    {
        get;
        set
        {
            field = value;
            _summary = Summarize();
        }
    }

    /// <summary>Its exit is recorded, but its network and files are not given back yet; <see cref="NextExit"/> completes after that. Changed under the gate.</summary>
    public bool IsSettling
    {
        get => _isSettling;
        set => _isSettling = value;
    }

    /// <summary>A removal has begun; nothing starts it any more. Changed under the gate.</summary>
    public bool Removing { get; set; }

    /// <summary>While there is one, its exit neither removes it nor is its policy's. Changed under the gate.</summary>
    public int RestartsUnderWay { get; set; }

    /// <summary>That the kernel killed for its memory has been told in this run.</summary>
    public bool OutOfMemoryTold { get; set; }

    /// <summary>The disk did not take its state yet. Changed under the gate.</summary>
    public bool Unsaved { get; set; }

    /// <summary>Ends when the kernel has let go of the root file system of the last run, which only another mount of it waits for. Changed under the gate.</summary>
    public Task RootGone { get; set; } = Task.CompletedTask;

    /// <summary>Cancels the wait for the restart policy's next start. Changed under the gate.</summary>
    public CancellationTokenSource? PendingRestart { get; set; }

    /// <summary>Clients that attached before it runs.</summary>
    public PendingAttachments Attachments { get; } = new();

    /// <summary>Ends those who follow it once it is removed.</summary>
    public CancellationToken RemovedToken => _removedSource.Token;

    public Task<ContainerExit> Removed => _removed.Task;

    /// <summary>The exit that comes next. Take it before looking at the state: the state changes first, then this completes.</summary>
    public Task<ContainerExit> NextExit => Volatile.Read(ref _nextExit).Task;

    public ContainerExit LastExit => new(_state.ExitCode, _state.OomKilled, _state.Error.Length == 0 ? null : _state.Error);

    public async Task<Held> LockAsync(CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        return new Held(Gate);
    }

    /// <summary>
    /// The gate, once a run whose init has ended is recorded as ended: what is asked in between is not answered by a state that is over. A shim that
    /// does not tell of the end is not waited for without end.
    /// </summary>
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

    /// <summary>The gate, held until disposed.</summary>
    public readonly struct Held(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
