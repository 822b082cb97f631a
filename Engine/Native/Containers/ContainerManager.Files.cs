using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Native.Archives;
using Panel.Engine.Native.Images.Layers;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task ExportAsync(string idOrName, Stream output, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        using var view = new ContainerView(Layers(container), ContainerIds.All);
        var tar = new TarWriter(output);
        await new TreeArchive(tar, view.Ids).WriteInsideAsync(view.Root, "", cancellationToken);
        await tar.FinishAsync(cancellationToken);
        Publish(container, "export");
    }

    public async Task<FileStat> StatFileAsync(string idOrName, string path, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        return await Task.Run(() =>
        {
            using var opened = Open(container);
            using var found = Find(opened.View, path);
            return new FileStats(opened.View.Ids).Of(found) with
            {
                Name = ArchiveName.Of(path) is { Length: > 0 } name ? name : "/",
                ResolvedTarget = found.Entry?.Status.Type == FileCalls.TypeSymlink ? LinkPath.Resolve(opened.View, path) : "",
            };
        }, cancellationToken);
    }

    public async Task CopyOutAsync(string idOrName, string path, Stream output, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        using var opened = await Task.Run(() => Open(container), cancellationToken);
        using var found = Find(opened.View, path);
        var tar = new TarWriter(output);
        var archive = new TreeArchive(tar, opened.View.Ids, bare: container.IsRunning ? KernelMounts.Of(container.State.Pid) : null);
        var name = ContainerView.Raw(ArchiveName.Of(path));
        if (found.Entry is { } entry) await archive.WriteAsync(found.Parent, entry, name, cancellationToken);
        else await archive.WriteRootAsync(found.Parent, name, cancellationToken);
        await tar.FinishAsync(cancellationToken);
        Publish(container, "archive-path");
    }

    public async Task CopyInAsync(string idOrName, string path, Stream tar, bool keepKinds = false, bool asContainerUser = false, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        // Refused before the archive is read.
        await StatFileAsync(idOrName, path, cancellationToken);
        using var archive = new SpooledArchive($"{_services.Paths.TemporaryRoot}/copy-{Guid.NewGuid():N}");
        await archive.FillAsync(tar, cancellationToken);
        using var opened = await OpenToWriteAsync(container, cancellationToken);
        using var found = opened.View.Find(path, follow: true, enter: true);
        var prefix = string.Join('/', found.Names);
        RefuseReadOnly(container, found.Parent, "/" + LayerEntry.Show(prefix));
        var owner = asContainerUser ? FileOwner.Find(opened.View, container.Config.Process.User) : null;
        await new CopyIn(Descriptor(opened.Root), prefix, opened.View.Ids, found.Statuses(), keepKinds, owner).RunAsync(archive.File);
        Publish(container, "extract-to-dir");
    }

    /// <summary>Opens the present files for reading.</summary>
    private OpenedFiles Open(Container container) => container.IsRunning ? OpenRunning(container) : OpenStopped(container, writable: false);

    /// <summary>A stopped container must not start while its files are written; a running one is not held up.</summary>
    private async Task<OpenedFiles> OpenToWriteAsync(Container container, CancellationToken cancellationToken)
    {
        if (container.IsRunning) return await Task.Run(() => OpenRunning(container), cancellationToken);
        var held = await container.LockAsync(cancellationToken);
        try
        {
            await Task.WhenAny(container.RootGone).WaitAsync(cancellationToken);
            // It may have been started or removed before the lock was taken.
            var isRunning = _registry.Find(container.Id).IsRunning;
            var opened = await Task.Run(() => isRunning ? OpenRunning(container) : OpenStopped(container, writable: true), cancellationToken);
            if (!isRunning) return opened with { Held = held };
            held.Dispose();
            return opened;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // The descriptor pins the root first; only then is the init compared, as for signals.
    private static OpenedFiles OpenRunning(Container container)
    {
        var state = container.State;
        var descriptor = FileCalls.OpenAt(FileCalls.WorkingDirectory, $"/proc/{state.Pid}/root", FileCalls.ReadOnly | FileCalls.Directory);
        var root = descriptor < 0 ? null : FileCalls.Handle(descriptor);
        if (root is not null && InitProcess.Lives(state.Pid, state.StartTimeTicks))
            return new OpenedFiles(new ContainerView([Descriptor(root)], Ids(container, container.Config.UserNamespaceBase ?? 0)), root, root);
        root?.Dispose();
        throw new ConflictException($"The container {container.Name} has just ended; ask again.");
    }

    private OpenedFiles OpenStopped(Container container, bool writable)
    {
        try
        {
            var mounts = new StoppedRoot(container.Config, _services.Images.Resolve(container.Config.ImageId).LayerDirectories, _services.Paths).Mount(writable);
            return new OpenedFiles(new ContainerView([Descriptor(mounts.Root)], Ids(container, 0)), mounts.Root, mounts);
        }
        catch (IOException error)
        {
            throw new EngineFailureException($"The files of the container {container.Name} cannot be put together with its mounts: {Cause.Of(error)}.", "mount", inner: error);
        }
    }

    private static ContainerIds Ids(Container container, long first) =>
        container.Config.UserNamespaceBase is null ? ContainerIds.All : new(first, UserNamespaceRanges.Size);

    private List<string> Layers(Container container) =>
        [_services.Paths.ContainerUpper(container.Id), .. _services.Images.Resolve(container.Config.ImageId).LayerDirectories];

    private static void RefuseReadOnly(Container container, MergedDirectory directory, string path)
    {
        if (directory.IsGone) throw new ConflictException($"{path} disappeared during the lookup; look at it again.");
        if (MountApi.IsReadOnly(FileCalls.Descriptor(directory.Top)))
            throw new NotPermittedException($"The file system at {path} in the container {container.Name} is read-only.");
    }

    // A path with such an end names a directory, as in lstat(2), so a link is followed.
    private static FoundPath Find(ContainerView view, string path)
    {
        var entered = path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal);
        var found = view.Find(path, follow: entered);
        if (!entered || found.Entry is null or { Status.IsDirectory: true }) return found;
        using (found) throw new InvalidInputException($"{path} is not a directory.", "path");
    }

    private static string Descriptor(SafeFileHandle handle) => $"/proc/self/fd/{FileCalls.Descriptor(handle)}";

    /// <param name="View">The files.</param>
    /// <param name="Root">Their root directory.</param>
    /// <param name="Owner">The owner of the root, disposed with it.</param>
    private sealed record OpenedFiles(ContainerView View, SafeFileHandle Root, IDisposable Owner) : IDisposable
    {
        /// <summary>The container's gate, held while the files of a stopped container are written.</summary>
        public Container.Held? Held { get; init; }

        public void Dispose()
        {
            View.Dispose();
            Owner.Dispose();
            Held?.Dispose();
        }
    }
}
