namespace Panel.Engine.Contract;

/// <summary>Changes to a container, running or not; null keeps a value.</summary>
public sealed record ContainerUpdate
{
    /// <summary>All limits; a limit that is null here is removed.</summary>
    public ResourceLimits? Resources { get; init; }

    /// <summary>The policy for its next exit.</summary>
    public RestartPolicy? RestartPolicy { get; init; }
}
