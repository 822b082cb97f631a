namespace Panel.Engine.Native.Networks;

/// <summary>A port that a container asks for is not free; <see cref="PortConflict"/> finds out who has it.</summary>
/// <param name="port">The port.</param>
/// <param name="index">Its place among the ports that were asked for.</param>
/// <param name="containerId">The container that publishes it; null when a program of the host has it.</param>
internal sealed class PortTakenException(PublishedPort port, int index, string? containerId) : Exception
{
    public PublishedPort Port => port;

    public int Index => index;

    public string? ContainerId => containerId;
}
