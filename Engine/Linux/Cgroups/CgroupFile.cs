using System.Globalization;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Cgroups;

/// <summary>Reads and creates cgroup directories and files.</summary>
public static class CgroupFile
{
    /// <summary>The number after a key in a flat keyed file such as memory.events ("oom_kill 3"); 0 if the key is absent.</summary>
    public static long Keyed(string text, string key)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > key.Length && line[key.Length] == ' ' && line.StartsWith(key, StringComparison.Ordinal))
                return long.Parse(line[(key.Length + 1)..].Trim(), CultureInfo.InvariantCulture);
        }

        return 0;
    }

    /// <summary>True when the directory was created, false when it already existed.</summary>
    internal static unsafe bool MakeDirectory(string path)
    {
        fixed (byte* text = Syscall.Text(path))
        {
            var result = Syscall.Try(SyscallNumber.MkdirAt, OpenFlags.WorkingDirectory, (nint)text, 0x1ED /* 0755 */);
            if (result == -Errno.EEXIST)
                return false;
            Syscall.Check(result, "mkdir", path);
            return true;
        }
    }

    /// <summary>Gives a directory and its files to a user and the group with the same number; files that the kernel does not have are
    /// skipped.</summary>
    internal static void Give(string directory, uint user, params ReadOnlySpan<string> files)
    {
        Give(directory, user);
        foreach (var file in files)
        {
            if (RawFile.Exists($"{directory}/{file}"))
                Give($"{directory}/{file}", user);
        }
    }

    private static unsafe void Give(string path, uint user)
    {
        fixed (byte* text = Syscall.Text(path))
            Syscall.Check(Syscall.Try(SyscallNumber.FchownAt, OpenFlags.WorkingDirectory, (nint)text, (nint)user, (nint)user), "chown", path);
    }

    /// <summary>Removes the directory; false while it contains processes. Groups below it, which a container that runs containers itself
    /// creates, are removed first.</summary>
    internal static unsafe bool RemoveDirectory(string path)
    {
        var result = Remove(path);
        if (result == -Errno.EBUSY && Directory.Exists(path))
        {
            foreach (var child in Directory.EnumerateDirectories(path))
                RemoveDirectory(child);
            result = Remove(path);
        }

        if (result is 0 or -Errno.ENOENT)
            return true;
        if (result == -Errno.EBUSY)
            return false;
        Syscall.Check(result, "rmdir", path);
        return true;
    }

    private static unsafe int Remove(string path)
    {
        const int removeDirectory = 0x200;
        fixed (byte* text = Syscall.Text(path))
            return (int)Syscall.Try(SyscallNumber.UnlinkAt, OpenFlags.WorkingDirectory, (nint)text, removeDirectory);
    }

    /// <summary>Kills all processes in the group and in the groups below it, which a container that runs containers itself creates.</summary>
    internal static void KillAll(string directory)
    {
        var path = directory + "/cgroup.procs";
        if (!RawFile.Exists(path))
            return;
        foreach (var child in Directory.EnumerateDirectories(directory))
            KillAll(child);
        foreach (var line in RawFile.ReadText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var pidFd = Processes.PidFd.TryOpen(int.Parse(line, CultureInfo.InvariantCulture));
            if (pidFd < 0)
                continue;
            Processes.PidFd.Signal(pidFd, 9);
            RawFile.Close(pidFd);
        }
    }
}
