using System.Globalization;

namespace Panel.Engine.Native.Containers;

/// <summary>Removes cgroups that a killed shim could not.</summary>
internal static class CgroupSweep
{
    /// <summary>Ends what is in the cgroup, in every hierarchy, and removes it. Only processes that the engine put there are in it.</summary>
    public static async Task RemoveAsync(string cgroup)
    {
        foreach (var directory in Roots().Select(root => $"{root}/{cgroup}").Where(Directory.Exists))
        {
            for (var attempt = 0; attempt < 50 && !TryRemove(directory); attempt++) await Task.Delay(20);
        }
    }

    /// <summary>Removes the cgroup from every hierarchy if nothing runs in it; false when something does.</summary>
    public static bool TryRemoveEmpty(string cgroup)
    {
        var directories = Roots().Select(root => $"{root}/{cgroup}").Where(Directory.Exists).ToList();
        return directories.TrueForAll(IsEmpty) && directories.TrueForAll(TryRemove);
    }

    private static bool IsEmpty(string directory)
    {
        try
        {
            return !File.ReadLines(directory + "/cgroup.procs").Any() && Directory.EnumerateDirectories(directory).All(IsEmpty);
        }
        catch (DirectoryNotFoundException)
        {
            // Its shim has removed it meanwhile.
            return true;
        }
        catch (IOException)
        {
            // Such as a threaded cgroup, whose processes are its parent's.
            return false;
        }
    }

    /// <summary>Names of the cgroups below a parent, in any hierarchy.</summary>
    public static HashSet<string> Children(string parent) =>
        [.. Roots().Select(root => $"{root}/{parent}").Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).Select(path => Path.GetFileName(path))];

    private static IEnumerable<string> Roots() => File.ReadLines("/proc/self/mounts")
        .Select(line => line.Split(' '))
        .Where(fields => fields[2] is "cgroup" or "cgroup2")
        .Select(fields => fields[1]);

    private static bool TryRemove(string directory)
    {
        try
        {
            foreach (var line in File.ReadLines(directory + "/cgroup.procs"))
            {
                var pid = int.Parse(line, CultureInfo.InvariantCulture);
                if (pid > 0 && Linux.Processes.PidFd.StartTimeTicks(pid) is { } ticks) InitProcess.Signal(pid, ticks, Signals.Kill);
            }
            foreach (var child in Directory.EnumerateDirectories(directory))
            {
                if (!TryRemove(child)) return false;
            }
            Directory.Delete(directory);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            // The shim was faster.
            return true;
        }
        catch (IOException)
        {
            // Busy until the last process in it is reaped; the caller tries again.
            return false;
        }
    }
}
