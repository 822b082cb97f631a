using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Shim.Supervise;

internal static class Teardown
{
    /// <summary>Removes the group; a dying process may keep it busy for some milliseconds.</summary>
    public static void RemoveCgroup(ICgroup cgroup)
    {
        const int attempts = 200;
        for (var i = 0; !cgroup.TryDelete(); i++)
        {
            if (i == attempts)
                throw new KernelException("rmdir", "cgroup", Errno.EBUSY);
            cgroup.Kill();
            unsafe
            {
                _ = Tmds.Linux.LibC.poll(null, 0, 5);
            }
        }
    }
}
