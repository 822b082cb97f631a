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

    /// <summary>Kills what is in them and removes them.</summary>
    public static async Task RemoveAsync(string parent)
    {
        var directories = Find(parent);
        foreach (var directory in directories)
            foreach (var id in File.ReadLines(directory + "/cgroup.procs").Select(int.Parse).ToList()) await ProcessTable.KillAsync(id);
        foreach (var directory in directories.Where(Directory.Exists)) Directory.Delete(directory);
    }

    private static IEnumerable<string> Hierarchies() =>
        File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).Where(fields => fields[2] is "cgroup" or "cgroup2").Select(fields => fields[1]);
}
