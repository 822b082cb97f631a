using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Processes;

/// <summary>A kernel setting that the kernel refused.</summary>
/// <param name="Index">Its index among the tried settings.</param>
/// <param name="Errno">ENOENT: a container has no such setting; else the kernel's error for its value.</param>
public sealed record RefusedSetting(int Index, int Errno);

/// <summary>Writes kernel settings in temporary network and ipc namespaces: only the kernel knows which settings a namespace has, and which
/// values it accepts.</summary>
public static class KernelSettingTrial
{
    // CLONE_NEWNET and CLONE_NEWIPC.
    private const int NewNetwork = 0x40000000;
    private const int NewIpc = 0x08000000;
    private const int SmallStack = 256 * 1024;

    /// <summary>Tries the settings in order.</summary>
    /// <param name="settings">Paths below /proc/sys, such as <c>net/ipv4/ip_default_ttl</c>, with their values.</param>
    /// <returns>The first refused setting; null when there is none, or when this process may not create namespaces and so cannot know.</returns>
    public static RefusedSetting? Run(IReadOnlyList<(string Path, string Value)> settings)
    {
        if (settings.Count == 0)
            return null;
        RefusedSetting? refused = null;

        // A thread's namespaces end with it. A pool thread would carry them into other work.
        var thread = new Thread(() => refused = First(settings), SmallStack);
        thread.Start();
        thread.Join();
        return refused;
    }

    private static RefusedSetting? First(IReadOnlyList<(string Path, string Value)> settings)
    {
        if (Syscall.Try(SyscallNumber.Unshare, NewNetwork | NewIpc) < 0)
            return null;
        for (var i = 0; i < settings.Count; i++)
        {
            var result = RawFile.TryWrite("/proc/sys/" + settings[i].Path, settings[i].Value);
            if (result < 0)
                return new RefusedSetting(i, -result);
        }

        return null;
    }
}
