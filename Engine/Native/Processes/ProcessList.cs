using System.Globalization;
using Panel.Engine.Contract;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Processes;

/// <summary>The processes in a cgroup and the cgroups below it.</summary>
internal static class ProcessList
{
    /// <param name="cgroup">Directory of the cgroup in a hierarchy.</param>
    public static IReadOnlyList<ContainerProcess> Read(string cgroup)
    {
        var boot = DateTimeOffset.FromUnixTimeSeconds(KernelFile.Value(KernelFile.Read("/proc/stat"), "btime"));
        return [.. Pids(cgroup).Select(pid => ProcessFiles.Read(pid, boot)).OfType<ContainerProcess>().OrderBy(process => process.StartedAt).ThenBy(process => process.Pid)];
    }

    private static IEnumerable<int> Pids(string cgroup)
    {
        foreach (var line in (KernelFile.Read(cgroup + "/cgroup.procs") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yield return int.Parse(line, CultureInfo.InvariantCulture);
        foreach (var child in Children(cgroup))
            foreach (var pid in Pids(child)) yield return pid;
    }

    private static string[] Children(string cgroup)
    {
        try
        {
            return Directory.GetDirectories(cgroup);
        }
        catch (DirectoryNotFoundException)
        {
            // The container ended meanwhile.
            return [];
        }
    }
}
