using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>A file system with project quotas in a file, mounted until disposed. The test is skipped, with the reason, where there cannot be one.</summary>
internal sealed class QuotaDisk : IAsyncDisposable
{
    // Less is no XFS.
    private const long Size = 320 << 20;

    private readonly string _folder;
    private bool _isMounted;

    private QuotaDisk(string folder) => _folder = folder;

    public string Path => _folder + "/mounted";

    public static async Task<QuotaDisk> MountAsync(string fileSystem, CancellationToken cancellationToken)
    {
        var disk = new QuotaDisk(Directory.CreateTempSubdirectory("panel-quota-").FullName);
        try
        {
            Directory.CreateDirectory(disk.Path);
            var file = disk._folder + "/disk";
            await using (var made = File.Create(file)) made.SetLength(Size);
            string[] features = fileSystem == "ext4" ? ["-O", "project,quota", "-E", "quotatype=prjquota"] : [];
            var make = await Command.TryAsync("mkfs." + fileSystem, ["-q", .. features, file], cancellationToken);
            Assert.SkipUnless(make.Code == 0, $"mkfs.{fileSystem} does not run: {make.Error}");
            disk._isMounted = (await Command.TryAsync("mount", ["-o", "loop,prjquota", file, disk.Path], cancellationToken)).Code == 0;
            Assert.SkipUnless(disk._isMounted, $"The kernel does not mount {fileSystem} with project quotas.");
            return disk;
        }
        catch
        {
            await disk.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted) await Command.OutputAsync("umount", ["-l", Path], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }
}
