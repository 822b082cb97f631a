using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Execs;

/// <summary>A command in a container, in memory only; the engine forgets it when it stops.</summary>
internal sealed class Exec(string id, Container container, ExecSpec spec, bool isProbe = false)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;
    private volatile ExecDetails _details = new() { Id = id, ContainerId = container.Id, Spec = spec, Running = false };

    public string Id => id;

    public Container Container => container;

    public ExecSpec Spec => spec;

    public ExecDetails Details => _details;

    /// <summary>Whether it is a health check: no client created it, and its events are routine.</summary>
    public bool IsProbe => isProbe;

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Completes when the exit code is known.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Completes when it is running, or has failed to start.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Returns true only for the first call, because a command runs once.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref _begun, 1) == 0;

    public void Started(int pid)
    {
        _details = _details with { Running = true, Pid = pid };
        _ready.TrySetResult();
    }

    /// <param name="exitCode">Its exit code.</param>
    /// <param name="now">The time.</param>
    /// <param name="tell">Runs before those who wait for the end continue.</param>
    public void End(int exitCode, DateTimeOffset now, Action tell)
    {
        _details = _details with { Running = false, ExitCode = exitCode };
        EndedAt = now;
        tell();
        _ready.TrySetResult();
        _ended.TrySetResult();
    }
}
