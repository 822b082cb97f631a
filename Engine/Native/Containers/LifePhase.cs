namespace Panel.Engine.Native.Containers;

/// <summary>Where a container is in its life. <see cref="LifeTable"/> has the ways from one to the next; ADR 0030 explains them.</summary>
internal enum LifePhase
{
    /// <summary>It has never run.</summary>
    Created,

    /// <summary>Its shim is being started, or a run may exist that the record does not know: an engine ended during the start.</summary>
    Starting,

    /// <summary>Its init runs.</summary>
    Running,

    /// <summary>Its init runs, but the kernel has frozen all its processes.</summary>
    Paused,

    /// <summary>It runs and has been sent a signal that should end it. In memory only: after an engine's death it is running.</summary>
    Stopping,

    /// <summary>Its end is recorded; its network and its run's files are being released, and nobody who waits has been told.</summary>
    Ending,

    /// <summary>It has ended, and its restart policy starts it again after a pause.</summary>
    Restarting,

    /// <summary>It has ended, and nothing starts it by itself.</summary>
    Exited,

    /// <summary>It can only be removed: its configuration is unknown, or its removal failed.</summary>
    Dead,

    /// <summary>It is being removed; nothing starts it any more.</summary>
    Removing,
}
