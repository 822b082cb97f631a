using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>Where a container's changes go: to the disk, and to those who follow the list.</summary>
internal interface IContainerJournal
{
    /// <summary>Writes a configuration.</summary>
    /// <exception cref="IOException">The disk rejects it.</exception>
    void Save(ContainerConfig config);

    /// <summary>Writes the state of a container that is about to start.</summary>
    /// <exception cref="IOException">The disk rejects it; nothing has been started yet.</exception>
    void Save(Container container);

    /// <summary>
    /// Writes the state, and tells followers. The state reports what has happened, so a failing disk stops nothing: the container still ends,
    /// and the record is written once there is room. Until then, a restarted engine finds the shim, or its exit record, or neither and says so.
    /// </summary>
    /// <param name="container">The container.</param>
    /// <param name="durable">Whether the state contains a person's decision, which must survive a power cut.</param>
    void Write(Container container, bool durable);

    /// <summary>Tells followers of what is not worth a write.</summary>
    void Tell(Container container);

    /// <summary>A change that <see cref="LifeTable"/> does not know. It has happened, so it is recorded; but somebody should hear of it.</summary>
    void Doubt(Container container, LifePhase from);
}
