using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>What is wrong with a container, worst first.</summary>
public enum ContainerTrouble
{
    /// <summary>The engine does not understand something about it.</summary>
    NotUnderstood,

    /// <summary>It restarts again and again.</summary>
    Restarting,

    /// <summary>Its start failed.</summary>
    StartFailed,

    /// <summary>Its health check fails.</summary>
    Unhealthy,

    /// <summary>It exited with an error, or was killed at its memory limit.</summary>
    Failed,
}

/// <summary>Finds out what is wrong with containers.</summary>
public static class ContainerTroubles
{
    // Three restarts are no longer a hiccup; ten minutes of running end the trouble.
    private const int ManyRestarts = 3;
    private const int NotKnown = 255;
    private static readonly TimeSpan Recovered = TimeSpan.FromMinutes(10);

    // 128 + SIGINT, SIGKILL, SIGTERM: the exit codes of a container that was told to stop.
    private static readonly int[] StoppedCodes = [0, 130, 137, 143];

    /// <summary>What is wrong; null if nothing is.</summary>
    public static ContainerTrouble? Of(ContainerState state, DateTimeOffset now) => state switch
    {
        { Doubt: not null } => ContainerTrouble.NotUnderstood,
        { Status: ContainerStatus.Restarting } => ContainerTrouble.Restarting,
        { Status: ContainerStatus.Running, RestartCount: >= ManyRestarts, StartedAt: { } started } when now - started < Recovered => ContainerTrouble.Restarting,
        _ when HasFailedStart(state) => ContainerTrouble.StartFailed,
        { Status: ContainerStatus.Running, Health.Status: HealthStatus.Unhealthy } => ContainerTrouble.Unhealthy,
        { Status: ContainerStatus.Dead } => ContainerTrouble.Failed,
        { Status: ContainerStatus.Exited } when state.OomKilled || !StoppedCodes.Contains(state.ExitCode) => ContainerTrouble.Failed,
        _ => null,
    };

    /// <summary>Whether its last start failed. An error beside exit code 255 is something else: the exit code of the last run is unknown.</summary>
    public static bool HasFailedStart(ContainerState state) =>
        state is { IsRunning: false, Error.Length: > 0, Status: not ContainerStatus.Dead }
        and not { Status: ContainerStatus.Exited, ExitCode: NotKnown };

    /// <summary>The trouble's name on a filter.</summary>
    public static string Word(ContainerTrouble trouble) => trouble switch
    {
        ContainerTrouble.NotUnderstood => "needs a look",
        ContainerTrouble.Restarting => "restart loop",
        ContainerTrouble.StartFailed => "start failed",
        ContainerTrouble.Unhealthy => "unhealthy",
        _ => "failed",
    };

    /// <summary>What is wrong, to follow the container's name.</summary>
    public static string Sentence(ContainerTrouble trouble, ContainerState state) => trouble switch
    {
        ContainerTrouble.NotUnderstood => state.Doubt?.Kind switch
        {
            ContainerDoubtKind.Unknown => "has lost its folder",
            ContainerDoubtKind.Silent => "has a shim that does not answer",
            ContainerDoubtKind.Newer => "was configured by a newer version",
            ContainerDoubtKind.Lost => "has lost its state",
            _ => "has a damaged configuration",
        },
        ContainerTrouble.Restarting => $"restarts again and again ({state.RestartCount} times, last exit code {state.ExitCode})",
        ContainerTrouble.StartFailed => "did not start",
        ContainerTrouble.Unhealthy => "is unhealthy",
        _ when state.Status == ContainerStatus.Dead => "is dead",
        _ when state.OomKilled => "was killed at its memory limit",
        _ => $"exited with {state.ExitCode}",
    };
}
