using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Native.Archives;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Files;

/// <summary>Opens the files of containers, running or stopped.</summary>
internal sealed class ContainerFileAccess(ContainerRegistry registry, ImageStore images, EnginePaths paths)
{
    /// <summary>Opens the present files for reading.</summary>
    public OpenedFiles Open(Container container) => container.IsRunning ? OpenRunning(container) : OpenStopped(container, writable: false);

    /// <summary>A stopped container must not start while its files are written; a running one is not held up.</summary>
    public async Task<OpenedFiles> OpenToWriteAsync(Container container, CancellationToken cancellationToken)
    {
        if (container.IsRunning) return await Task.Run(() => OpenRunning(container), cancellationToken);
        var held = await container.HoldAsync(cancellationToken);
        try
        {
            await Task.WhenAny(held.RootGone).WaitAsync(cancellationToken);
            // It may have been started or removed before the lock was taken.
            var isRunning = registry.Find(container.Id).IsRunning;
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
        var descriptor = FileCalls.OpenAt(OpenFlags.WorkingDirectory, $"/proc/{state.Pid}/root", OpenFlags.ReadOnly | OpenFlags.Directory);
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
            var mounts = new StoppedRoot(container.Config, images.Resolve(container.Config.ImageId).LayerDirectories, paths).Mount(writable);
            return new OpenedFiles(new ContainerView([Descriptor(mounts.Root)], Ids(container, 0)), mounts.Root, mounts);
        }
        catch (IOException error)
        {
            throw new EngineFailureException(
                $"The files of the container {container.Name} cannot be put together with its mounts: {Cause.Of(error)}.", "mount", inner: error);
        }
    }

    private static ContainerIds Ids(Container container, long first) =>
        container.Config.UserNamespaceBase is null ? ContainerIds.All : new(first, UserNamespaceRanges.Size);

    /// <summary>The container's own layer, then those of its image.</summary>
    public List<string> Layers(Container container) =>
        [paths.ContainerUpper(container.Id), .. images.Resolve(container.Config.ImageId).LayerDirectories];

    public static void RefuseReadOnly(Container container, MergedDirectory directory, string path)
    {
        if (directory.IsGone) throw new ConflictException($"{path} disappeared during the lookup; look at it again.");
        if (MountApi.IsReadOnly(FileCalls.Descriptor(directory.Top)))
            throw new NotPermittedException($"The file system at {path} in the container {container.Name} is read-only.");
    }

    public static string Descriptor(SafeFileHandle handle) => $"/proc/self/fd/{FileCalls.Descriptor(handle)}";
}
