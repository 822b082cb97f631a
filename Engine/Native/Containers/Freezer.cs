using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Containers;

/// <summary>Holds all processes of a container still: freezer.state of cgroup v1, cgroup.freeze of v2.</summary>
internal static class Freezer
{
    private const int Looks = 250;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Freezes, and returns once the kernel says that all are frozen.</summary>
    /// <param name="cgroup">Of the container.</param>
    /// <param name="hasEnded">Whether there is nothing left to freeze; its cgroup goes then.</param>
    /// <returns>False when it ended before.</returns>
    /// <exception cref="EngineFailureException">One of them cannot be frozen; all run on.</exception>
    public static async Task<bool> TryFreezeAsync(string cgroup, Func<bool> hasEnded)
    {
        var group = CgroupHost.Detect().Group(cgroup);
        if (!TryGuard(group.Freeze)) return false;
        for (var look = 0; !IsFrozen(group); look++)
        {
            if (hasEnded())
            {
                // What is left of it, such as a process of an exec, is to be ended, and must run for that.
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

    /// <summary>Lets them go on; a cgroup that has gone holds nobody.</summary>
    public static void Thaw(string cgroup) => TryGuard(CgroupHost.Detect().Group(cgroup).Thaw);

    /// <summary>What the kernel says.</summary>
    public static bool IsFrozen(string cgroup) => IsFrozen(CgroupHost.Detect().Group(cgroup));

    private static bool IsFrozen(ICgroup group) => group.Directory("freezer") is { } directory
        && (KernelFile.Read(directory + "/freezer.state")?.StartsWith("FROZEN", StringComparison.Ordinal)
            ?? KernelFile.Value(KernelFile.Read(directory + "/cgroup.events"), "frozen") == 1);

    /// <summary>False when the cgroup is gone, as it is soon after its last process.</summary>
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
