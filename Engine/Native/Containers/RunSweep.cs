using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Cgroups;

namespace Panel.Engine.Native.Containers;

/// <summary>Removes everything that belongs to no running container: cgroups and directories of the run root. What belongs to a container
/// that this engine does not know is kept if it has processes.</summary>
internal sealed class RunSweep(ContainerRegistry registry, EnginePaths paths, EngineCgroups cgroups, UnknownRuns unknown, ILogger logger)
{
    public async Task RunAsync()
    {
        var live = registry.All.Where(container => container.IsRunning || container.State.HasRun)
            .Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
        await SweepCgroupsAsync(live);
        cgroups.RemoveUnused();
        var runs = live.Select(paths.RunContainer).ToHashSet(StringComparer.Ordinal);
        var kept = unknown.Find().ToHashSet(StringComparer.Ordinal);
        foreach (var directory in Directory.EnumerateDirectories(paths.RunContainersRoot).Where(path => !runs.Contains(path)))
        {
            if (UnknownRuns.IsRun(directory) && !kept.Contains(directory)) Sweep(directory);
            else logger.Kept(directory);
        }
    }

    private async Task SweepCgroupsAsync(HashSet<string> live)
    {
        foreach (var cgroup in CgroupSweep.Containers(paths.InstanceName))
        {
            var id = Path.GetFileName(cgroup);
            if (live.Contains(id)) continue;
            if (registry.ById(id) is not null) await CgroupSweep.RemoveAsync(cgroup);
            else if (!CgroupSweep.TryRemoveEmpty(cgroup)) logger.Kept($"The cgroup {cgroup}");
        }
    }

    private void Sweep(string directory)
    {
        try
        {
            FileTree.Remove(directory);
        }
        catch (IOException fault)
        {
            // For example, something is mounted there. It does no harm.
            logger.CleanupFailed(fault, Path.GetFileName(directory), "sweep the run root");
        }
    }
}
