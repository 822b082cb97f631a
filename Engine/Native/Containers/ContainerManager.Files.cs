using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Native.Archives;
using Panel.Engine.Native.Images.Layers;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task ExportAsync(string idOrName, Stream output, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        using var view = new ContainerView(Layers(container), 0);
        var tar = new TarWriter(output);
        await new TreeArchive(tar, view.FirstId).WriteInsideAsync(view.Root, "", cancellationToken);
        await tar.FinishAsync(cancellationToken);
        Publish(container, "export");
    }

    public async Task<FileStat> StatFileAsync(string idOrName, string path, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        return await Task.Run(() =>
        {
            using var opened = Open(container, path);
            using var found = opened.View.Find(path, Follows(path));
            return new FileStats(opened.View.FirstId).Of(found);
        }, cancellationToken);
    }

    public async Task CopyOutAsync(string idOrName, string path, Stream output, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        using var opened = Open(container, path);
        using var found = opened.View.Find(path, Follows(path));
        var tar = new TarWriter(output);
        var archive = new TreeArchive(tar, opened.View.FirstId);
        if (found.Entry is { } entry) await archive.WriteAsync(found.Parent, entry, BaseName(path, entry.Name), cancellationToken);
        else await archive.WriteInsideAsync(found.Parent, "./", cancellationToken);
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
        // A container that does not run must not start while its files are written below it; one that runs is not held up.
        using var held = container.IsRunning ? (IDisposable?)null : await container.LockAsync(cancellationToken);
        using var opened = Open(container, path);
        using var found = opened.View.Find(path, follow: true, enter: true);
        var prefix = string.Join('/', found.Names);
        RefuseReadOnly(container, "/" + LayerEntry.Show(prefix));
        var root = opened.InitRoot is { } init ? Descriptor(init) : _services.Paths.ContainerUpper(container.Id);
        if (opened.InitRoot is null) CopyUpDirectories.Ensure(Raw(root), found);
        var owner = asContainerUser ? FileOwner.Find(opened.View, container.Config.Process.User) : null;
        await new CopyIn(root, prefix, opened.View.FirstId, keepKinds, owner).RunAsync(archive.File);
        Publish(container, "extract-to-dir");
    }

    /// <summary>The files as they are now. The descriptor pins the root first; only then the init is compared, as with signals.</summary>
    private OpenedFiles Open(Container container, string path)
    {
        var state = container.State;
        if (container.IsRunning)
        {
            var descriptor = FileCalls.OpenAt(FileCalls.WorkingDirectory, $"/proc/{state.Pid}/root", FileCalls.ReadOnly | FileCalls.Directory);
            var root = descriptor < 0 ? null : FileCalls.Handle(descriptor);
            if (root is not null && InitProcess.Lives(state.Pid, state.StartTimeTicks))
                return new OpenedFiles(new ContainerView([Descriptor(root)], container.Config.UserNamespaceBase ?? 0), root);
            root?.Dispose();
            throw new ConflictException($"The container {container.Name} has just ended; ask again.");
        }

        var clean = ContainerPath.Clean(path);
        if (container.Config.Mounts.FirstOrDefault(mount => ContainerPath.IsAtOrBelow(clean, mount.Target)) is { } mounted)
            throw new ConflictException($"{path} lies on the mount {mounted.Target}, which is there while the container {container.Name} runs only; start it first.");
        return new OpenedFiles(new ContainerView(Layers(container), 0), null);
    }

    private List<string> Layers(Container container) =>
        [_services.Paths.ContainerUpper(container.Id), .. _services.Images.Resolve(container.Config.ImageId).LayerDirectories];

    private static void RefuseReadOnly(Container container, string path)
    {
        var mount = container.Config.Mounts.Where(mount => ContainerPath.IsAtOrBelow(path, mount.Target)).MaxBy(mount => mount.Target.Length);
        if (mount?.ReadOnly ?? container.Config.Spec.ReadOnlyRootFilesystem)
            throw new NotPermittedException($"The file system at {path} in the container {container.Name} is read-only.");
    }

    private static bool Follows(string path) => path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal);

    // The name that was asked for, also where a link was followed to another one.
    private static string BaseName(string path, string found)
    {
        var name = Raw(path.TrimEnd('.').TrimEnd('/').Split('/')[^1]);
        return name.Length == 0 || path.EndsWith("..", StringComparison.Ordinal) ? found : name;
    }

    private static string Raw(string path) => ContainerView.Raw(path);

    private static string Descriptor(SafeFileHandle handle) => $"/proc/self/fd/{FileCalls.Descriptor(handle)}";

    private sealed record OpenedFiles(ContainerView View, SafeFileHandle? InitRoot) : IDisposable
    {
        public void Dispose()
        {
            View.Dispose();
            InitRoot?.Dispose();
        }
    }
}
