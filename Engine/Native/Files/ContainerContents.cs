using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Files;

/// <summary>What containers have written over their images.</summary>
internal sealed class ContainerContents(ContainerRegistry registry, ImageStore images, EnginePaths paths)
{
    public Task<IReadOnlyList<FileChange>> ListChangesAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        var layers = images.Resolve(container.Config.ImageId).LayerDirectories;
        var made = container.Config.Mounts.Select(mount => mount.Target).ToHashSet(StringComparer.Ordinal);
        return Task.Run(() => SnapshotChanges.Find(paths.ContainerUpper(container.Id), layers, made), cancellationToken);
    }

    public async Task<ContainerSize> GetSizeAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        var written = await Task.Run(() => ContainerSnapshots.Usage(paths.ContainerUpper(container.Id)), cancellationToken);
        var image = (await images.ListAsync(cancellationToken)).FirstOrDefault(image => image.Id == container.Config.ImageId);
        return new(written, written + (image?.SizeBytes ?? 0));
    }
}
