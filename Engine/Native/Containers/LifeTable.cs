using System.Collections.Frozen;
using static Panel.Engine.Native.Containers.LifePhase;

namespace Panel.Engine.Native.Containers;

/// <summary>The ways of a container's life, from each phase to those that may follow. The table of ADR 0030 is the same, which a test
/// checks.</summary>
internal static class LifeTable
{
    public static readonly FrozenDictionary<LifePhase, LifePhase[]> Ways = new Dictionary<LifePhase, LifePhase[]>
    {
        [Created] = [Starting, Removing],
        [Starting] = [Created, Running, Paused, Ending, Exited, Removing],
        [Running] = [Paused, Stopping, Ending, Removing],
        [Paused] = [Running, Stopping, Ending, Removing],
        [Stopping] = [Paused, Ending, Removing],
        [Ending] = [Exited, Restarting, Dead],
        [Restarting] = [Starting, Exited, Removing],
        [Exited] = [Starting, Restarting, Removing],
        [Dead] = [Restarting, Removing],
        // The kill of a removal by force may fail; then the container is what it was. A removal that fails itself leaves it dead.
        [Removing] = [Starting, Running, Paused, Stopping, Exited, Dead],
    }.ToFrozenDictionary();

    /// <summary>Whether a container may go this way. To stay is always allowed: not every change is one of phase.</summary>
    public static bool Allows(LifePhase from, LifePhase to) => from == to || Ways[from].Contains(to);
}
