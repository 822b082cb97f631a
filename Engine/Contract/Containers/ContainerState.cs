namespace Panel.Engine.Contract;

/// <summary>Docker's states.</summary>
public enum ContainerStatus
{
    /// <summary>Never started.</summary>
    Created,

    /// <summary>Its init is running.</summary>
    Running,

    /// <summary>Frozen.</summary>
    Paused,

    /// <summary>Exited, and waiting for its restart policy to start it.</summary>
    Restarting,

    /// <summary>Being removed.</summary>
    Removing,

    /// <summary>Its init ended.</summary>
    Exited,

    /// <summary>Broken: its record cannot be read or its removal failed; <see cref="ContainerState.Error"/> says why. It can still be
    /// removed.</summary>
    Dead,
}

/// <summary>A container's state, and how it last ended.</summary>
public sealed record ContainerState
{
    /// <summary>The state.</summary>
    public required ContainerStatus Status { get; init; }

    /// <summary>Process id of its init on the host; 0 when it is not running.</summary>
    public int Pid { get; init; }

    /// <summary>Exit code of its last run: 0 to 255, 128 + n after signal n.</summary>
    public int ExitCode { get; init; }

    /// <summary>Whether the memory limit killed a process of its last run.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Why the last start failed or the container is dead; empty otherwise.</summary>
    public string Error { get; init; } = "";

    /// <summary>Start of the last run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End of the last run.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How often the restart policy has started it.</summary>
    public int RestartCount { get; init; }

    /// <summary>The result of its health checks; null without any.</summary>
    public HealthState? Health { get; init; }

    /// <summary>What the engine does not understand about it; null when it understands everything.</summary>
    public ContainerDoubt? Doubt { get; init; }

    /// <summary>Whether it is running or paused.</summary>
    public bool IsRunning => Status is ContainerStatus.Running or ContainerStatus.Paused;
}
