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
    /// <exception cref="EngineFailureException">One of them cannot be frozen; all run on.</exception>
    public static async Task FreezeAsync(string cgroup)
    {
        var group = CgroupHost.Detect().Group(cgroup);
        Guard(group.Freeze);
        for (var look = 0; !IsFrozen(group); look++)
        {
            if (look == Looks)
            {
                Guard(group.Thaw);
                throw new EngineFailureException($"Not every process could be paused within {Looks * BetweenLooks.TotalSeconds} s; one waits in the kernel. All go on.", "freeze");
            }

            await Task.Delay(BetweenLooks);
        }
    }

    /// <summary>Lets them go on.</summary>
    public static void Thaw(string cgroup) => Guard(CgroupHost.Detect().Group(cgroup).Thaw);

    /// <summary>What the kernel says.</summary>
    public static bool IsFrozen(string cgroup) => IsFrozen(CgroupHost.Detect().Group(cgroup));

    private static bool IsFrozen(ICgroup group) => group.Directory("freezer") is { } directory
        && (KernelFile.Read(directory + "/freezer.state")?.StartsWith("FROZEN", StringComparison.Ordinal)
            ?? KernelFile.Value(KernelFile.Read(directory + "/cgroup.events"), "frozen") == 1);

    private static void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (KernelException error)
        {
            throw new EngineFailureException(error.Message, "freezer", error.Errno, error);
        }
    }
}
