using System.Diagnostics.CodeAnalysis;
using Panel.Engine.Contract;
using Panel.Engine.Native.Attachments;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>What a container consists of. <see cref="Container"/> reads it for everybody, <see cref="HeldContainer"/> changes it for the holder;
/// nobody else gets it.</summary>
/// <param name="config">Its configuration.</param>
/// <param name="state">Its state.</param>
/// <param name="loss">What could not be read of it.</param>
/// <param name="summarize">Makes the summary anew.</param>
[SuppressMessage("Design", "CA1001",
    Justification = "The source has no timer and no wait handle, so there is nothing to dispose of; readers link to its token at any time.")]
internal sealed class ContainerMemory(ContainerConfig config, ContainerStateRecord state, ContainerLoss loss, Func<ContainerSummary> summarize)
{
    private volatile ContainerConfig _config = config;
    private volatile ContainerStateRecord _state = state;
    private volatile ContainerSummary? _summary;
    private volatile bool _isSettling;
    private TaskCompletionSource<ContainerExit> _nextExit = NewCompletion();

    public ContainerLoss Loss { get; } = loss;

    public ContainerConfig Config
    {
        get => _config;
        set
        {
            _config = value;
            Summarize();
        }
    }

    public ContainerStateRecord State
    {
        get => _state;
        set
        {
            _state = value;
            Summarize();
        }
    }

    public ContainerSummary Summary => _summary ?? Summarize();

    public string? StateLoss
    {
        get;
        set
        {
            field = value;
            Summarize();
        }
    } = loss.State;

    public bool AwaitsShim
    {
        get;
        set
        {
            field = value;
            Summarize();
        }
    }

    public bool IsSettling
    {
        get => _isSettling;
        set => _isSettling = value;
    }

    public bool IsRemoving { get; set; }

    /// <summary>Whether it has been sent a signal that should end its run.</summary>
    public bool IsAskedToEnd { get; set; }

    public int RestartsUnderWay { get; set; }

    public bool IsOutOfMemoryTold { get; set; }

    public Task RootGone { get; set; } = Task.CompletedTask;

    public CancellationTokenSource? PlannedRestart { get; set; }

    public RestartBackoff Backoff { get; } = new();

    public PendingAttachments Attachments { get; } = new();

    public CancellationTokenSource RemovedSource { get; } = new();

    public TaskCompletionSource<ContainerExit> Removed { get; } = NewCompletion();

    public TaskCompletionSource<ContainerExit> NextExit => Volatile.Read(ref _nextExit);

    public LifePhase Phase => this switch
    {
        { IsRemoving: true } => LifePhase.Removing,
        { State.Starting: true } => LifePhase.Starting,
        { IsSettling: true } => LifePhase.Ending,
        { IsAskedToEnd: true, State.Status: ContainerStatus.Running } => LifePhase.Stopping,
        _ => State.Status switch
        {
            ContainerStatus.Created => LifePhase.Created,
            ContainerStatus.Running => LifePhase.Running,
            ContainerStatus.Paused => LifePhase.Paused,
            ContainerStatus.Restarting => LifePhase.Restarting,
            ContainerStatus.Removing => LifePhase.Removing,
            ContainerStatus.Dead => LifePhase.Dead,
            _ => LifePhase.Exited,
        },
    };

    /// <summary>The completion of the present run's exit; from now on, another one is awaited.</summary>
    public TaskCompletionSource<ContainerExit> TakeExit() => Interlocked.Exchange(ref _nextExit, NewCompletion());

    private ContainerSummary Summarize() => _summary = summarize();

    private static TaskCompletionSource<ContainerExit> NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
