using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Cgroups;

/// <summary>Freezes all processes of a container: freezer.state of cgroup v1, cgroup.freeze of v2.</summary>
internal static class Freezer
{
    private const int Looks = 250;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Freezes, and returns once the kernel reports that all are frozen.</summary>
    /// <param name="cgroup">The container's cgroup.</param>
    /// <param name="hasEnded">Whether nothing is left to freeze; the cgroup is then removed.</param>
    /// <returns>False when it ended before.</returns>
    /// <exception cref="EngineFailureException">A process cannot be frozen; all keep running.</exception>
    public static async Task<bool> TryFreezeAsync(string cgroup, Func<bool> hasEnded)
    {
        var group = CgroupHost.Detect().Group(cgroup);
        if (!TryGuard(group.Freeze)) return false;
        for (var look = 0; !IsFrozen(group); look++)
        {
            if (hasEnded())
            {
                // The remaining processes, such as those of an exec, must run to be ended.
                Thaw(cgroup);
                return false;
            }

            if (look == Looks)
            {
                Thaw(cgroup);
                throw new EngineFailureException($"Not every process could be paused within {Looks * BetweenLooks.TotalSeconds} s; one waits in the kernel. All of them keep running.", "freeze");
            }

            await Task.Delay(BetweenLooks);
        }

        return true;
    }

    /// <summary>Thaws the processes; a missing cgroup has none.</summary>
    public static void Thaw(string cgroup) => TryGuard(CgroupHost.Detect().Group(cgroup).Thaw);

    /// <summary>Whether the kernel reports it as frozen.</summary>
    public static bool IsFrozen(string cgroup) => IsFrozen(CgroupHost.Detect().Group(cgroup));

    private static bool IsFrozen(ICgroup group) => group.Directory("freezer") is { } directory
        && (KernelFile.Read(directory + "/freezer.state")?.StartsWith("FROZEN", StringComparison.Ordinal)
            ?? KernelFile.Value(KernelFile.Read(directory + "/cgroup.events"), "frozen") == 1);

    /// <summary>False when the cgroup is gone, as soon after its last process.</summary>
    private static bool TryGuard(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (KernelException gone) when (gone.Errno is Errno.ENOENT or Errno.ENODEV)
        {
            return false;
        }
        catch (KernelException error)
        {
            throw new EngineFailureException(error.Message, "freezer", error.Errno, error);
        }
    }
}
