using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.Tests.Images;

namespace Panel.Engine.Native.Tests.Snapshots;

public sealed class ContainerSnapshotsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _volume;

    public ContainerSnapshotsTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners and devices need root.");
        _volume = _directory.New("volume");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task CopyUp_LayeredDirectory_CopiesWhatAContainerWouldSee()
    {
        var lower = await LayerAsync("lower", new TarBuilder().Folder("srv/data", 0x1C0).File("srv/data/kept", "kept", 0x1A0, 7, 8).File("srv/data/gone", "x")
            .File("srv/data/sub/a", "a").Symlink("srv/data/link", "/etc/passwd").HardLink("srv/data/hard", "srv/data/kept"));
        var upper = await LayerAsync("upper", new TarBuilder().Folder("srv/data", 0x1ED).File("srv/data/.wh.gone").File("srv/data/sub/.wh..wh..opq").File("srv/data/sub/b", "b").Symlink("data", "srv/../srv/data"));

        Assert.True(ContainerSnapshots.CopyUp([upper, lower], "/data", _volume));
        Assert.Equal(["hard", "kept", "link", "sub"], Directory.EnumerateFileSystemEntries(_volume).Select(Path.GetFileName).Order());
        Assert.Equal(["b"], Directory.EnumerateFileSystemEntries(_volume + "/sub").Select(Path.GetFileName));
        Assert.Equal("kept", File.ReadAllText(_volume + "/kept"));
        Assert.Equal("/etc/passwd", new FileInfo(_volume + "/link").LinkTarget);
        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode(_volume));
        FileCalls.StatusAt(_volume + "/kept", out var kept);
        FileCalls.StatusAt(_volume + "/hard", out var hard);
        Assert.Equal((7u, 8u, 2u, hard.Inode), (kept.Uid, kept.Gid, kept.Links, kept.Inode));
        Assert.False(ContainerSnapshots.CopyUp([upper, lower], "/data", _volume));
    }

    [Theory]
    [InlineData("/link")]
    [InlineData("/up/host")]
    [InlineData("/missing")]
    [InlineData("/file")]
    [InlineData("/")]
    public async Task CopyUp_PathsThatLeadOut_CopyNothing(string path)
    {
        var host = _directory.New("host");
        File.WriteAllText(host + "/secret", "host");
        var layer = await LayerAsync("layer", new TarBuilder().Symlink("link", host).Symlink("up", "../../../../../../" + _directory.Path).File("file"));
        Assert.False(ContainerSnapshots.CopyUp([layer], path, _volume));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_volume));
    }

    [Fact]
    public async Task CopyUp_LinkCircle_IsRefused()
    {
        var layer = await LayerAsync("layer", new TarBuilder().Symlink("a", "b").Symlink("b", "a"));
        Assert.Throws<Contract.InvalidInputException>(() => ContainerSnapshots.CopyUp([layer], "/a/x", _volume));
    }

    [Fact]
    public void CreateUsageRemove_WorkTogether()
    {
        var paths = new EnginePaths(new EngineOptions { DataRoot = _directory.At("data"), RunRoot = _directory.At("run") });
        var id = new string('a', 64);
        ContainerSnapshots.Create(paths, id);
        ContainerSnapshots.Create(paths, id);
        File.WriteAllBytes(paths.ContainerUpper(id) + "/f", new byte[1_000_000]);
        Assert.InRange(ContainerSnapshots.Usage(paths.ContainerUpper(id)), 1_000_000, 1_100_000);
        File.CreateSymbolicLink(paths.ContainerUpper(id) + "/out", _volume);
        File.WriteAllText(_volume + "/stays", "");
        FileTree.Remove(paths.Container(id));
        Assert.False(Directory.Exists(paths.Container(id)));
        Assert.True(File.Exists(_volume + "/stays"));
        FileTree.Remove(paths.Container(id));
        Assert.Equal(0, ContainerSnapshots.Usage(paths.Container(id)));
    }

    private async Task<string> LayerAsync(string name, TarBuilder tar)
    {
        var directory = _directory.New(name);
        await LayerExtractor.ExtractAsync(tar.ToStream(), directory, cancellationToken: TestContext.Current.CancellationToken);
        return directory;
    }
}
