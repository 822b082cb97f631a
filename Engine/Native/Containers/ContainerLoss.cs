namespace Panel.Engine.Native.Containers;

/// <summary>What could not be read of a container when the engine started.</summary>
/// <param name="Config">Why its configuration is unknown; null when it is known. Such a container keeps running, and can be stopped and removed,
/// but not started.</param>
/// <param name="State">Why its state is unknown; null when it is known.</param>
/// <param name="IsUnknown">Whether its folder is missing; only the run root shows that it exists. The engine writes nothing there, and a folder
/// that comes back stays.</param>
internal sealed record ContainerLoss(string? Config = null, string? State = null, bool IsUnknown = false)
{
    /// <summary>Nothing is lost.</summary>
    public static readonly ContainerLoss None = new();
}
