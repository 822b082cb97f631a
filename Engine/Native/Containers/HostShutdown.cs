namespace Panel.Engine.Native.Containers;

/// <summary>Whether the host goes down. Its containers are then stopped, which is nobody's wish, and no restart policy acts.</summary>
internal sealed class HostShutdown
{
    private volatile bool _isGoingDown;

    public bool IsGoingDown => _isGoingDown;

    public void Begin() => _isGoingDown = true;
}
