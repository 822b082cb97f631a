using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Native.Processes;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task<IReadOnlyList<ContainerProcess>> ListProcessesAsync(string idOrName, bool announce = false, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        if (!container.IsRunning) throw NotRunning(container);
        var group = CgroupHost.Detect().Group(_services.Paths.Cgroup(container.Config));
        var processes = await Task.Run(() => ProcessList.Read(group.Directory("pids") ?? group.Directory("memory")!), cancellationToken);
        if (announce) Publish(container, "top");
        return processes;
    }

    public Task<IReadOnlyList<FileChange>> ListChangesAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        var layers = _services.Images.Resolve(container.Config.ImageId).LayerDirectories;
        var made = container.Config.Mounts.Select(mount => mount.Target).ToHashSet(StringComparer.Ordinal);
        return Task.Run(() => SnapshotChanges.Find(_services.Paths.ContainerUpper(container.Id), layers, made), cancellationToken);
    }

    public async Task<ContainerSize> GetSizeAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        var written = await Task.Run(() => ContainerSnapshots.Usage(_services.Paths.ContainerUpper(container.Id)), cancellationToken);
        var image = (await _services.Images.ListAsync(cancellationToken)).FirstOrDefault(image => image.Id == container.Config.ImageId);
        return new(written, written + (image?.SizeBytes ?? 0));
    }
}
