using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Volumes;

internal sealed partial class VolumeManager
{
    /// <summary>Fills empty volumes with the image's files at their targets. A volume that cannot be filled stays empty, whatever
    /// happens.</summary>
    public async Task FillAsync(IReadOnlyList<MountSpec> mounts, IReadOnlyList<string> layers, CancellationToken cancellationToken)
    {
        foreach (var mount in mounts.Where(mount => mount is { Kind: MountKind.Volume, NoCopy: false }))
        {
            await _filling.WaitAsync(cancellationToken);
            try
            {
                await Task.Run(() => Fill(mount.Source!, layers, mount.Target), cancellationToken);
            }
            finally
            {
                _filling.Release();
            }
        }
    }

    private void Fill(string name, IReadOnlyList<string> layers, string target)
    {
        var data = paths.VolumeData(name);
        // A container that has it mounted would keep the former directory.
        if (!HasOneUser(name) || !TryReplace(name, layers, target)) ContainerSnapshots.CopyUp(layers, target, data);
    }

    private bool HasOneUser(string name)
    {
        lock (_lock) return Users(name).Count == 1;
    }

    /// <summary>Creates the content elsewhere and then replaces the empty directory; false when something is mounted or written there.</summary>
    private bool TryReplace(string name, IReadOnlyList<string> layers, string target)
    {
        var data = paths.VolumeData(name);
        if (Directory.EnumerateFileSystemEntries(data).Any()) return false;
        var staged = $"{paths.TemporaryRoot}/fill-{Guid.NewGuid():N}";
        Directory.CreateDirectory(staged);
        try
        {
            if (!ContainerSnapshots.CopyUp(layers, target, staged)) return true;
            if (!ContainerSnapshots.TryReplaceEmpty(staged, data)) return false;
            AtomicFile.FlushDirectory(paths.Volume(name));
            return true;
        }
        finally
        {
            FileTree.Remove(staged);
        }
    }
}
