using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Processes;

namespace Panel.Engine.Native.Usage;

/// <summary>The processes of containers.</summary>
internal sealed class ContainerProcesses(ContainerRegistry registry, EnginePaths paths, ContainerEvents events)
{
    public async Task<IReadOnlyList<ContainerProcess>> ListProcessesAsync(
        string idOrName, bool announce = false, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        if (!container.IsRunning) throw Refusals.NotRunning(container);
        var group = CgroupHost.Detect().Group(paths.Cgroup(container.Config));
        var processes = await Task.Run(() => ProcessList.Read(group.Directory("pids") ?? group.Directory("memory")!), cancellationToken);
        if (announce) events.Publish(container, "top");
        return processes;
    }

    /// <summary>The container that a process of this machine belongs to.</summary>
    public ProcessOrigin OriginOf(int pid) => new ProcessOrigins(paths, id => registry.ById(id)?.Summary).Of(pid);
}
