namespace Panel.Tests.Shared;

/// <summary>The cgroups of an engine, in every hierarchy that is mounted, v1 or v2.</summary>
public static class Cgroups
{
    /// <summary>Directories with this name below a hierarchy's root, and all below them, deepest first.</summary>
    public static IReadOnlyList<string> Find(string parent) =>
    [
        .. Hierarchies().Select(root => Path.Combine(root, parent)).Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Append(root))
            .Distinct().OrderByDescending(path => path.Length),
    ];

    /// <summary>Kills what is in them and removes them, beside shims that may be doing the same.</summary>
    public static async Task RemoveAsync(string parent)
    {
        foreach (var directory in Find(parent))
        {
            foreach (var id in Processes(directory)) await ProcessTable.KillAsync(id);
            await Poll.UntilAsync(() => Task.FromResult(TryDelete(directory)), $"{directory} can be removed");
        }
    }

    private static IReadOnlyList<int> Processes(string directory)
    {
        try
        {
            return [.. File.ReadLines(directory + "/cgroup.procs").Select(int.Parse)];
        }
        catch (IOException)
        {
            return []; // Its shim has removed it.
        }
    }

    private static bool TryDelete(string directory)
    {
        try
        {
            Directory.Delete(directory);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false; // What was killed is still leaving.
        }
    }

    private static IEnumerable<string> Hierarchies() =>
        File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).Where(fields => fields[2] is "cgroup" or "cgroup2").Select(fields => fields[1]);
}
