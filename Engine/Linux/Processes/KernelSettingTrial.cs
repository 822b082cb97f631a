using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Processes;

/// <summary>The setting that a trial's kernel refused.</summary>
/// <param name="Index">Which of those that were tried.</param>
/// <param name="Errno">ENOENT: there is no such setting in a container; else what the kernel said of its value.</param>
public sealed record RefusedSetting(int Index, int Errno);

/// <summary>
/// Writes kernel settings in a network and an ipc namespace that live for this alone: which settings a namespace has, and which values each
/// takes, only the kernel knows.
/// </summary>
public static class KernelSettingTrial
{
    // CLONE_NEWNET and CLONE_NEWIPC.
    private const int NewNetwork = 0x40000000;
    private const int NewIpc = 0x08000000;
    private const int SmallStack = 256 * 1024;

    /// <summary>Tries them in their order.</summary>
    /// <param name="settings">Paths below /proc/sys, as <c>net/ipv4/ip_default_ttl</c>, with their values.</param>
    /// <returns>The first that is refused; null when none is, or when this process may not make namespaces and so cannot know.</returns>
    public static RefusedSetting? Run(IReadOnlyList<(string Path, string Value)> settings)
    {
        if (settings.Count == 0)
            return null;
        RefusedSetting? refused = null;

        // A thread's namespaces end with it. A pool's thread would take them along to other work.
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
