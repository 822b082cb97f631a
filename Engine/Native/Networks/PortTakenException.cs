using Panel.Engine.Native.State;
namespace Panel.Engine.Native.Networks;

/// <summary>A requested port is not free; <see cref="PortConflict"/> finds out who has it.</summary>
/// <param name="port">The port.</param>
/// <param name="index">Its index among the requested ports.</param>
/// <param name="containerId">The container that publishes it; null when a program of the host has it.</param>
internal sealed class PortTakenException(PublishedPort port, int index, string? containerId) : Exception
{
    public PublishedPort Port => port;

    public int Index => index;

    public string? ContainerId => containerId;
}
