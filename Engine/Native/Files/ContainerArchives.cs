using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Archives;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Files;

/// <summary>Files of containers as archives, as in docker cp and docker export.</summary>
internal sealed class ContainerArchives(ContainerRegistry registry, ContainerFileAccess access, EnginePaths paths, ContainerEvents events)
{
    public async Task ExportAsync(string idOrName, Stream output, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        using var view = new ContainerView(access.Layers(container), ContainerIds.All);
        var tar = new TarWriter(output);
        await new TreeArchive(tar, view.Ids).WriteInsideAsync(view.Root, "", cancellationToken);
        await tar.FinishAsync(cancellationToken);
        events.Publish(container, "export");
    }

    public async Task<FileStat> StatFileAsync(string idOrName, string path, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        return await Task.Run(() =>
        {
            using var opened = access.Open(container);
            using var found = Find(opened.View, path);
            return new FileStats(opened.View.Ids).Of(found) with
            {
                Name = ArchiveName.Of(path) is { Length: > 0 } name ? name : "/",
                ResolvedTarget = found.Entry?.Status.Type == FileType.Symlink ? LinkPath.Resolve(opened.View, path) : "",
            };
        }, cancellationToken);
    }

    public async Task CopyOutAsync(string idOrName, string path, Stream output, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        using var opened = await Task.Run(() => access.Open(container), cancellationToken);
        using var found = Find(opened.View, path);
        var tar = new TarWriter(output);
        var archive = new TreeArchive(tar, opened.View.Ids, bare: container.IsRunning ? KernelMounts.Of(container.State.Pid) : null);
        var name = ContainerView.Raw(ArchiveName.Of(path));
        if (found.Entry is { } entry) await archive.WriteAsync(found.Parent, entry, name, cancellationToken);
        else await archive.WriteRootAsync(found.Parent, name, cancellationToken);
        await tar.FinishAsync(cancellationToken);
        events.Publish(container, "archive-path");
    }

    public async Task CopyInAsync(
        string idOrName, string path, Stream tar, bool keepKinds = false, bool asContainerUser = false, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        // Refused before the archive is read.
        await StatFileAsync(idOrName, path, cancellationToken);
        using var archive = new SpooledArchive($"{paths.TemporaryRoot}/copy-{Guid.NewGuid():N}");
        await archive.FillAsync(tar, cancellationToken);
        using var opened = await access.OpenToWriteAsync(container, cancellationToken);
        using var found = opened.View.Find(path, follow: true, enter: true);
        var prefix = string.Join('/', found.Names);
        ContainerFileAccess.RefuseReadOnly(container, found.Parent, "/" + RawName.Show(prefix));
        var owner = asContainerUser ? FileOwner.Find(opened.View, container.Config.Process.User) : null;
        await new CopyIn(
            ContainerFileAccess.Descriptor(opened.Root), prefix, opened.View.Ids, found.Statuses(), keepKinds, owner).RunAsync(archive.File);
        events.Publish(container, "extract-to-dir");
    }

    // A path with such an end names a directory, as in lstat(2), so a link is followed.
    private static FoundPath Find(ContainerView view, string path)
    {
        var entered = path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal);
        var found = view.Find(path, follow: entered);
        if (!entered || found.Entry is null or { Status.IsDirectory: true }) return found;
        using (found) throw new InvalidInputException($"{path} is not a directory.", "path");
    }
}
