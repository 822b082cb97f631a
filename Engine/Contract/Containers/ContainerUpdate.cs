namespace Panel.Engine.Contract;

/// <summary>What changes of a container, running or not; null stays.</summary>
public sealed record ContainerUpdate
{
    /// <summary>All limits anew: one that is null here is lifted.</summary>
    public ResourceLimits? Resources { get; init; }

    /// <summary>What happens at its next exit.</summary>
    public RestartPolicy? RestartPolicy { get; init; }
}
