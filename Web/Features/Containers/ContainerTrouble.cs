using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>What is wrong with a container, the gravest first.</summary>
public enum ContainerTrouble
{
    /// <summary>It restarts again and again.</summary>
    Restarting,

    /// <summary>Its start failed.</summary>
    StartFailed,

    /// <summary>Its health check fails.</summary>
    Unhealthy,

    /// <summary>It exited with an error, or was killed at its memory limit.</summary>
    Failed,
}

/// <summary>Tells what is wrong with containers.</summary>
public static class ContainerTroubles
{
    // Three restarts are no hiccup any more; what has run for ten minutes since is over it.
    private const int ManyRestarts = 3;
    private static readonly TimeSpan Recovered = TimeSpan.FromMinutes(10);

    // 128 + SIGINT, SIGKILL, SIGTERM: how a container ends that was told to stop.
    private static readonly int[] StoppedCodes = [0, 130, 137, 143];

    /// <summary>What is wrong; null for nothing.</summary>
    public static ContainerTrouble? Of(ContainerState state, DateTimeOffset now) => state switch
    {
        { Status: ContainerStatus.Restarting } => ContainerTrouble.Restarting,
        { Status: ContainerStatus.Running, RestartCount: >= ManyRestarts, StartedAt: { } started } when now - started < Recovered => ContainerTrouble.Restarting,
        { IsRunning: false, Error.Length: > 0 } => ContainerTrouble.StartFailed,
        { Status: ContainerStatus.Running, Health.Status: HealthStatus.Unhealthy } => ContainerTrouble.Unhealthy,
        { Status: ContainerStatus.Exited } when state.OomKilled || !StoppedCodes.Contains(state.ExitCode) => ContainerTrouble.Failed,
        _ => null,
    };

    /// <summary>Its name on a filter.</summary>
    public static string Word(ContainerTrouble trouble) => trouble switch
    {
        ContainerTrouble.Restarting => "restart loop",
        ContainerTrouble.StartFailed => "start failed",
        ContainerTrouble.Unhealthy => "unhealthy",
        _ => "failed",
    };

    /// <summary>What is wrong, to be read after the container's name.</summary>
    public static string Sentence(ContainerTrouble trouble, ContainerState state) => trouble switch
    {
        ContainerTrouble.Restarting => $"restarts again and again ({state.RestartCount} times, last exit code {state.ExitCode})",
        ContainerTrouble.StartFailed => "did not start",
        ContainerTrouble.Unhealthy => "is unhealthy",
        _ when state.OomKilled => "was killed at its memory limit",
        _ => $"exited with {state.ExitCode}",
    };
}
