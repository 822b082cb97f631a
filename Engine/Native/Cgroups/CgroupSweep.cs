using System.Globalization;
using Panel.Engine.Contract;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Cgroups;

/// <summary>Removes cgroups that a killed shim left behind.</summary>
internal static class CgroupSweep
{
    /// <summary>Kills the processes in the cgroup, in every hierarchy, and removes it. It only contains processes that the engine put
    /// there.</summary>
    public static async Task RemoveAsync(string cgroup)
    {
        foreach (var directory in Directories(cgroup).ToList())
        {
            for (var attempt = 0; attempt < 50 && !TryRemove(directory); attempt++) await Task.Delay(20);
        }
    }

    /// <summary>Removes the cgroup from every hierarchy if it has no processes; false if it has some.</summary>
    public static bool TryRemoveEmpty(string cgroup)
    {
        var directories = Directories(cgroup).ToList();
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
            // The shim has removed it meanwhile.
            return true;
        }
        catch (IOException)
        {
            // For example a threaded cgroup, whose processes belong to its parent.
            return false;
        }
    }

    /// <summary>Removes a cgroup for other groups from every hierarchy; false if it contains anything, even an empty group.</summary>
    public static bool TryRemoveLevel(string cgroup)
    {
        var removed = true;
        foreach (var directory in Directories(cgroup))
        {
            try
            {
                Directory.Delete(directory);
            }
            catch (DirectoryNotFoundException)
            {
                // Somebody else was faster.
            }
            catch (IOException)
            {
                removed = false;
            }
        }

        return removed;
    }

    /// <summary>Whether the cgroup exists in any hierarchy.</summary>
    public static bool Exists(string cgroup) => Directories(cgroup).Any();

    /// <summary>The cgroups of containers below an engine's own, at any depth and in any hierarchy, without those that a container has
    /// created inside its own.</summary>
    public static HashSet<string> Containers(string instance)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (var root in Roots()) Find(root, instance, found);
        return found;
    }

    private static void Find(string root, string cgroup, HashSet<string> found)
    {
        try
        {
            foreach (var name in Directory.EnumerateDirectories($"{root}/{cgroup}").Select(path => Path.GetFileName(path)))
            {
                if (ContainerFiles.IsId(name)) found.Add($"{cgroup}/{name}");
                else Find(root, $"{cgroup}/{name}", found);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // The hierarchy does not have it, or it was removed meanwhile.
        }
    }

    private static IEnumerable<string> Directories(string cgroup) => Roots().Select(root => $"{root}/{cgroup}").Where(Directory.Exists);

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
            // Busy until its last process is reaped; the caller tries again.
            return false;
        }
    }
}
