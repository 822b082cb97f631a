using System.Diagnostics.CodeAnalysis;
using Panel.Engine.Contract;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>A container, as everybody may see it. Whoever wants to change it holds it first: <see cref="HoldAsync"/> gives the only type that
/// can (ADR 0030).</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody asks the gate for its wait handle, so there is nothing to dispose of.")]
internal sealed class Container
{
    // More than a shim's own limit for its tear-down.
    private static readonly TimeSpan RecordPatience = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ContainerMemory _memory;
    private readonly IContainerJournal _journal;

    /// <param name="config">Its configuration.</param>
    /// <param name="state">Its state.</param>
    /// <param name="journal">Where its changes go.</param>
    /// <param name="loss">What could not be read of it.</param>
    public Container(ContainerConfig config, ContainerStateRecord state, IContainerJournal journal, ContainerLoss? loss = null)
    {
        _journal = journal;
        _memory = new ContainerMemory(config, state, loss ?? ContainerLoss.None, Summarize);
    }

    public string Id => _memory.Config.Id;

    public string Name => _memory.Config.Name;

    public ContainerConfig Config => _memory.Config;

    public ContainerStateRecord State => _memory.State;

    public ContainerSummary Summary => _memory.Summary;

    public LifePhase Phase => _memory.Phase;

    public bool IsRunning => State.Status is ContainerStatus.Running or ContainerStatus.Paused;

    /// <summary>Whether its init has ended, but its exit is not recorded yet. Unknown while the shim is silent: the record may be of an
    /// earlier run.</summary>
    public bool HasEndedUnrecorded =>
        !AwaitsShim && State is { Status: ContainerStatus.Running or ContainerStatus.Paused } run &&
            InitProcess.HasEnded(run.Pid, run.StartTimeTicks);

    /// <summary>Why its configuration is unknown; null when it is known.</summary>
    public string? Damage => _memory.Loss.Config;

    /// <summary>Whether its folder is missing.</summary>
    public bool IsUnknown => _memory.Loss.IsUnknown;

    /// <summary>Why its state could not be read when the engine started; null when it could, and once a shim has reported the true state.</summary>
    public string? StateLoss => _memory.StateLoss;

    /// <summary>Whether its shim has not answered since the engine started; the state shown is then the recorded one.</summary>
    public bool AwaitsShim => _memory.AwaitsShim;

    /// <summary>Whether its exit is recorded, but its network and files are not released yet; <see cref="NextExit"/> completes afterwards.</summary>
    public bool IsSettling => _memory.IsSettling;

    /// <summary>Whether a removal has begun; nothing starts the container any more.</summary>
    public bool IsRemoving => _memory.IsRemoving;

    /// <summary>Cancelled when the container is removed, for those who follow it.</summary>
    public CancellationToken RemovedToken => _memory.RemovedSource.Token;

    public Task<ContainerExit> Removed => _memory.Removed.Task;

    /// <summary>The next exit. Take it before reading the state: the state changes first, then this completes.</summary>
    public Task<ContainerExit> NextExit => _memory.NextExit.Task;

    public ContainerExit LastExit => new(State.ExitCode, State.OomKilled, State.Error.Length == 0 ? null : State.Error);

    /// <summary>Waits until nobody else holds it, and holds it until the result is disposed.</summary>
    public async Task<HeldContainer> HoldAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return new HeldContainer(this, _memory, _journal, _gate);
    }

    /// <summary>Holds it, after the exit of an ended init is recorded, so that no call in between sees an outdated state. The wait for a shim
    /// that does not report the end is bounded.</summary>
    public async Task<HeldContainer> HoldSettledAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var exit = NextExit;
            var held = await HoldAsync(cancellationToken);
            if (!HasEndedUnrecorded) return held;
            held.Dispose();
            try
            {
                await exit.WaitAsync(RecordPatience, cancellationToken);
            }
            catch (TimeoutException)
            {
                return await HoldAsync(cancellationToken);
            }
        }
    }

    private ContainerSummary Summarize()
    {
        var summary = SummaryOf.Container(Config, State);
        return DoubtOf.Container(this) is { } doubt ? summary with { State = summary.State with { Doubt = doubt } } : summary;
    }
}
