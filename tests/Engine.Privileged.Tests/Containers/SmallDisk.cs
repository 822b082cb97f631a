using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>An ext4 file system of 48 MiB in a file, mounted until disposed.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public string Path => _folder + "/mounted";

    public static async Task<SmallDisk> MountAsync(CancellationToken cancellationToken)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("panel-disk-").FullName);
        Directory.CreateDirectory(disk.Path);
        var file = disk._folder + "/disk";
        await using (var made = File.Create(file)) made.SetLength(48 << 20);
        // Nothing is reserved for root, who runs the engine.
        await Command.OutputAsync("mkfs.ext4", ["-q", "-m", "0", file], cancellationToken);
        await Command.OutputAsync("mount", ["-o", "loop", file, disk.Path], cancellationToken);
        return disk;
    }

    /// <summary>Takes every block that is left.</summary>
    public void Fill()
    {
        var block = new byte[64 * 1024];
        using var ballast = File.OpenHandle(Path + "/ballast", FileMode.Create, FileAccess.Write);
        long at = 0;
        for (var size = block.Length; size > 0;)
        {
            try
            {
                RandomAccess.Write(ballast, block.AsSpan(0, size), at);
                at += size;
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
        RandomAccess.FlushToDisk(ballast);
    }

    public void Free() => File.Delete(Path + "/ballast");

    public async ValueTask DisposeAsync()
    {
        await Command.OutputAsync("umount", ["-l", Path], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }
}
