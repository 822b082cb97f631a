using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Containers;

/// <summary>States in Docker's words.</summary>
internal static class StatusText
{
    /// <summary>The state, such as <c>running</c>.</summary>
    public static string Word(ContainerStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The status in <c>docker ps</c>, such as <c>Up 2 hours</c> or <c>Exited (0) 5 minutes ago</c>.</summary>
    public static string Of(ContainerState state, DateTimeOffset now) => state.Status switch
    {
        ContainerStatus.Running => $"Up {Since(state.StartedAt, now)}{Health(state.Health)}",
        ContainerStatus.Paused => $"Up {Since(state.StartedAt, now)} (Paused)",
        ContainerStatus.Restarting => $"Restarting ({state.ExitCode}) {Since(state.FinishedAt, now)} ago",
        ContainerStatus.Removing => "Removal In Progress",
        ContainerStatus.Dead => "Dead",
        ContainerStatus.Created => "Created",
        _ => $"Exited ({state.ExitCode}) {Since(state.FinishedAt, now)} ago",
    };

    /// <summary>A duration in the words of Docker's command line (go-units, HumanDuration).</summary>
    public static string Duration(TimeSpan span)
    {
        var (seconds, minutes, hours) = ((long)span.TotalSeconds, (long)span.TotalMinutes, (long)Math.Round(span.TotalHours, MidpointRounding.AwayFromZero));
        return span switch
        {
            _ when seconds < 1 => "Less than a second",
            _ when seconds == 1 => "1 second",
            _ when seconds < 60 => $"{seconds} seconds",
            _ when minutes == 1 => "About a minute",
            _ when minutes < 60 => $"{minutes} minutes",
            _ when hours == 1 => "About an hour",
            _ when hours < 48 => $"{hours} hours",
            _ when hours < 24 * 7 * 2 => $"{hours / 24} days",
            _ when hours < 24 * 30 * 2 => $"{hours / 24 / 7} weeks",
            _ when hours < 24 * 365 * 2 => $"{hours / 24 / 30} months",
            _ => $"{hours / 24 / 365} years",
        };
    }

    private static string Health(HealthState? health) => health?.Status switch
    {
        null => "",
        HealthStatus.Starting => " (health: starting)",
        { } status => $" ({status.ToString().ToLowerInvariant()})",
    };

    private static string Since(DateTimeOffset? time, DateTimeOffset now) => Duration(now - (time ?? now));
}
