using Panel.Engine.Contract;

namespace Panel.Web.Door;

/// <summary>The engine without a door, for work that the panel does in its own name: no actor stands behind it, or another check has been made. Everything else
/// gets the engine of its actor (<see cref="Guarded.GuardedEngine"/>). A test lists who may have this one, and why.</summary>
/// <param name="engine">Gives the engine, once it has started.</param>
public sealed class SystemEngine(Func<IContainerEngine> engine)
{
    /// <summary>The engine itself.</summary>
    public IContainerEngine Engine => engine();
}
