using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>Containers that may write a size above their image, on a disk with project quotas.</summary>
public sealed class StorageSizeTests
{
    private const long Size = 8 << 20;
    private const string WriteMore = "dd if=/dev/zero of=/f bs=64k count=320 2>/dev/null && echo all || echo refused";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ext4", UserNamespaceMode.Private)]
    [InlineData("ext4", UserNamespaceMode.Host)]
    [InlineData("xfs", UserNamespaceMode.Private)]
    public async Task Container_WithAStorageSize_IsHeldToItOverRestartsAndCopies(string fileSystem, UserNamespaceMode users)
    {
        await using var disk = await QuotaDisk.MountAsync(fileSystem, Token);
        await using var harness = await EngineHarness.StartAsync(Token, dataRoot: disk.Path);
        var paths = harness.Engine.Paths;
        var held = await harness.RunAsync(WriteMore, spec => spec with { StorageBytes = Size, UserNamespace = users });
        await harness.Containers.WaitAsync(held, cancellationToken: Token);
        Assert.Equal("refused", await harness.LogAsync(held, Token));
        Assert.InRange(ContainerSnapshots.Usage(paths.ContainerUpper(held)), Size / 2, Size);
        var free = await harness.RunAsync(WriteMore, spec => spec with { UserNamespace = users });
        await harness.Containers.WaitAsync(free, cancellationToken: Token);
        Assert.Equal("all", await harness.LogAsync(free, Token));

        // What is written while it does not run counts, too.
        var project = StorageQuota.Of(paths.ContainerOverlay(held));
        Assert.NotNull(project);
        Assert.Null(StorageQuota.Of(paths.ContainerOverlay(free)));
        await harness.RestartAsync(Token);
        await harness.Containers.StartAsync(held, Token);
        await harness.Containers.WaitAsync(held, cancellationToken: Token);
        Assert.Equal("refused\nrefused", await harness.LogAsync(held, Token));
        Assert.Equal(project, StorageQuota.Of(paths.ContainerOverlay(held)));

        await harness.Containers.RemoveAsync(held, cancellationToken: Token);
        // Files are gone once the kernel has let go of the last mount.
        await Poll.UntilAsync(() => Task.FromResult(!IsUsed(paths.ContainersRoot, project.Value)), "the project is free again", cancellationToken: Token);
    }

    [Fact]
    public async Task Container_WhoseFilesCameFromAnotherDisk_IsHeldAgain()
    {
        await using var disk = await QuotaDisk.MountAsync("ext4", Token);
        await using var harness = await EngineHarness.StartAsync(Token, dataRoot: disk.Path);
        var id = await harness.RunAsync("mkdir -p /d/e; dd if=/dev/zero of=/d/e/f bs=64k count=32 2>/dev/null; ln -s f /d/l; mkfifo /d/p", spec => spec with { StorageBytes = Size });
        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        var overlay = harness.Engine.Paths.ContainerOverlay(id);
        await Command.OutputAsync("cp", ["-a", overlay, overlay + "-copied"], Token);
        FileTree.Remove(overlay);
        Directory.Move(overlay + "-copied", overlay);
        Assert.Null(StorageQuota.Of(overlay));
        await harness.Containers.StartAsync(id, Token);
        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        var project = StorageQuota.Of(overlay);
        Assert.NotNull(project);
        Assert.Equal(project, StorageQuota.Of(overlay + "/upper/d/e"));
        using var file = File.OpenHandle(overlay + "/upper/d/e/f");
        Assert.Equal(project, ProjectQuota.Of((int)file.DangerousGetHandle()));
    }

    [Fact]
    public async Task Project_ThatSomebodyUses_IsPassedOver()
    {
        await using var disk = await QuotaDisk.MountAsync("ext4", Token);
        var (id, wanted) = (new string('7', 64), 0x67777777u);
        var (theirs, ours) = (Directory.CreateDirectory(disk.Path + "/theirs").FullName, Directory.CreateDirectory(disk.Path + "/ours").FullName);
        using (var open = OpenDirectory(theirs)) ProjectQuota.Join((int)open.DangerousGetHandle(), isDirectory: true, wanted, theirs);
        StorageQuota.Set(ours, id, Size);
        Assert.Equal(wanted + 1, StorageQuota.Of(ours));
        StorageQuota.Set(ours, id, Size * 2);
        Assert.Equal(wanted + 1, StorageQuota.Of(ours));
    }

    private static bool IsUsed(string directory, uint project)
    {
        using var open = OpenDirectory(directory);
        return ProjectQuota.IsUsed((int)open.DangerousGetHandle(), project, directory);
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle OpenDirectory(string path) => new(RawFile.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory), ownsHandle: true);
}
