using Panel.Engine.Contract;
using Panel.Engine.Native.Networks;

namespace Panel.Engine.Native.State;

/// <summary>state.json: what a container was doing when it was last written. The exit record beside it, written by the shim, is younger if there is one.</summary>
public sealed record ContainerStateRecord
{
    public required ContainerStatus Status { get; init; }

    /// <summary>Written before the shim is spawned and until its answer is known: a run may exist that this record does not know.</summary>
    public bool Starting { get; init; }

    /// <summary>The boot in which the pids and the lease mean something.</summary>
    public string? BootId { get; init; }

    public int Pid { get; init; }
    public int ShimPid { get; init; }

    /// <summary>Start of the init in clock ticks since boot; tells a reused pid.</summary>
    public long StartTimeTicks { get; init; }

    public int ExitCode { get; init; }
    public bool OomKilled { get; init; }
    public string Error { get; init; } = "";
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public int RestartCount { get; init; }

    /// <summary>A person stopped it; unless-stopped then leaves it stopped over restarts of the engine.</summary>
    public bool ManuallyStopped { get; init; }

    /// <summary>It is paused, or about to be, for as long as an image is made of it; an engine that finds it so lets it go on.</summary>
    public bool PausedForCommit { get; init; }

    /// <summary>What its health checks have come to; null without any. The results since the last change of status are in memory only.</summary>
    public HealthState? Health { get; init; }

    /// <summary>Its address and ports while it runs.</summary>
    public EndpointLease? Lease { get; init; }

    /// <summary>A run is recorded, whether or not it is known to have begun.</summary>
    public bool HasRun => Starting || Status is ContainerStatus.Running or ContainerStatus.Paused;

    /// <summary>The record once nothing of the run is left.</summary>
    public ContainerStateRecord WithoutRun() => this with { Starting = false, Pid = 0, ShimPid = 0, StartTimeTicks = 0, Lease = null, BootId = null, PausedForCommit = false };
}
