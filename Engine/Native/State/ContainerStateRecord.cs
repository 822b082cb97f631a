using Panel.Engine.Contract;

namespace Panel.Engine.Native.State;

/// <summary>state.json: the container's state when it was last written. The shim's exit record beside it is newer, if there is one.</summary>
public sealed record ContainerStateRecord
{
    public required ContainerStatus Status { get; init; }

    /// <summary>Set before the shim is started and until its answer is known: there may be a run that this record does not know.</summary>
    public bool Starting { get; init; }

    /// <summary>The boot in which the pids and the lease are valid.</summary>
    public string? BootId { get; init; }

    public int Pid { get; init; }
    public int ShimPid { get; init; }

    /// <summary>Start of the init in clock ticks since boot; detects a reused pid.</summary>
    public long StartTimeTicks { get; init; }

    public int ExitCode { get; init; }
    public bool OomKilled { get; init; }
    public string Error { get; init; } = "";
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public int RestartCount { get; init; }

    /// <summary>Whether a person stopped it; unless-stopped then leaves it stopped over restarts of the engine.</summary>
    public bool ManuallyStopped { get; init; }

    /// <summary>Whether it is paused, or about to be, during a commit; an engine that finds this resumes it.</summary>
    public bool PausedForCommit { get; init; }

    /// <summary>The result of its health checks; null without any. Results since the last status change are in memory only.</summary>
    public HealthState? Health { get; init; }

    /// <summary>Its address and ports while it is running.</summary>
    public EndpointLease? Lease { get; init; }

    /// <summary>Whether a run is recorded, even if it is unknown whether it began.</summary>
    public bool HasRun => Starting || Status is ContainerStatus.Running or ContainerStatus.Paused;

    /// <summary>The record after everything of the run is gone.</summary>
    public ContainerStateRecord WithoutRun() => this with { Starting = false, Pid = 0, ShimPid = 0, StartTimeTicks = 0, Lease = null, BootId = null, PausedForCommit = false };
}
