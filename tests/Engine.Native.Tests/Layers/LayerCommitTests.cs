using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Layers.Views;
using Panel.Engine.Native.Tests.Images;
using TarWriter = Panel.Engine.Layers.Tar.TarWriter;

namespace Panel.Engine.Native.Tests.Layers;

/// <summary>A layer that was made without a tar is the one that its tar unpacks to.</summary>
public sealed class LayerCommitTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LayerStore _layers;

    public LayerCommitTests()
    {
        _layers = new LayerStore(_directory.At("layers"), new Leases());
        _layers.Sweep();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copy_OfEverythingThatAContainerLeaves_IsWhatItsTarUnpacksTo()
    {
        var upper = _directory.New("upper");
        UpperTree.Make(upper);
        var (unpacked, old) = await UnpackedAsync(upper);
        var before = TreeText.Of(upper);
        var staging = _layers.NewStaging();

        var made = await LayerStore.CopyAsync(upper, staging, new(), Token);

        Assert.Equal((old.DiffId, old.Entries, old.ContentBytes), (made.DiffId, made.Entries, made.Size));
        Assert.Equal(TreeText.Of(unpacked), TreeText.Of(staging + "/diff"));
        Assert.Equal(before, TreeText.Of(upper));
    }

    [Fact]
    public async Task Commit_OfASnapshot_IsWhatItsTarUnpacksTo()
    {
        using var snapshot = await _layers.PrepareAsync([], Token);
        UpperTree.Make(snapshot.UpperDirectory);
        var (unpacked, old) = await UnpackedAsync(snapshot.UpperDirectory);
        var inode = InodeOf(snapshot.UpperDirectory + "/sparse");

        var made = await snapshot.CommitAsync(cancellationToken: Token);

        var directory = _layers.DirectoryOf(made.DiffId);
        Assert.Equal((old.DiffId, old.Entries, old.ContentBytes), (made.DiffId, made.Entries, made.Size));
        Assert.Equal(TreeText.Of(unpacked), TreeText.Of(directory));
        Assert.Equal(made, _layers.Find(made.DiffId));
        Assert.Equal(inode, InodeOf(directory + "/sparse"));
    }

    [Fact]
    public async Task Tar_OfALayerThatWasMadeHere_HasItsDiffId()
    {
        using var snapshot = await _layers.PrepareAsync([], Token);
        UpperTree.Make(snapshot.UpperDirectory);
        var made = await snapshot.CommitAsync(cancellationToken: Token);

        using var tar = new MemoryStream();
        await _layers.WriteTarAsync(made.DiffId, tar, Token);

        Assert.Equal((made.DiffId, made.BlobSize), ("sha256:" + Convert.ToHexStringLower(SHA256.HashData(tar.ToArray())), tar.Length));
    }

    [Fact]
    public async Task DiffId_OfAFixedTree_NeverChanges()
    {
        var upper = _directory.New("upper");
        var tar = new TarBuilder().Folder("d").File("d/f", "content", uid: 1000).HardLink("d/g", "d/f").Symlink("l", "d/f").File("d/.wh.gone").File(new string('n', 120), "n");
        await LayerExtractor.ExtractAsync(tar.ToStream(), upper, null, Token);

        var made = await LayerStore.CopyAsync(upper, _layers.NewStaging(), new(), Token);

        // Images that were committed before have this digest in their configurations: whoever changes the form of the tar makes them unreadable.
        Assert.Equal("sha256:e0245fbc68f7329eba0d78a3081147f25608a167a4ca1b477c39947aa1cb436c", made.DiffId);
    }

    [Fact]
    public async Task Tar_OfALayerWhoseFilesChanged_IsRefused()
    {
        using var snapshot = await _layers.PrepareAsync([], Token);
        await File.WriteAllTextAsync(snapshot.UpperDirectory + "/f", "one", Token);
        var made = await snapshot.CommitAsync(cancellationToken: Token);
        await File.WriteAllTextAsync(_layers.DirectoryOf(made.DiffId) + "/f", "two", Token);

        var error = await Assert.ThrowsAsync<EngineFailureException>(() => _layers.WriteTarAsync(made.DiffId, Stream.Null, Token));

        Assert.Contains("have changed on this machine", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshot_OnLayers_ShowsItsChangesAndKeepsThemFromRemoval()
    {
        string below, above;
        using (var first = await _layers.PrepareAsync([], Token))
        {
            await File.WriteAllTextAsync(first.UpperDirectory + "/f", "one", Token);
            below = (await first.CommitAsync(cancellationToken: Token)).DiffId;
        }

        using (var second = await _layers.PrepareAsync([below], Token))
        {
            _layers.Delete(below);
            Assert.Equal([_layers.DirectoryOf(below)], second.LowerDirectories.Where(Directory.Exists));
            await File.WriteAllTextAsync(second.UpperDirectory + "/f", "two", Token);
            Assert.Equal([("/f", FileChangeKind.Modified)], second.Diff(new LayerQuery(0), Token).Files.Select(file => (file.Path, file.Change!.Value)));
            above = (await second.CommitAsync(cancellationToken: Token)).DiffId;
            _layers.Delete(above);
            using var view = _layers.View([below, above]);
            Assert.Equal(["f"], view.Root.Names());
        }

        _layers.Delete(above);
        _layers.Delete(below);
        Assert.Empty(_layers.List());
        var error = await Assert.ThrowsAsync<ObjectNotFoundException>(() => _layers.PrepareAsync([below], Token));
        Assert.Contains(below, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.At("layers/staging")));
    }

    [Fact]
    public async Task Snapshot_ThatIsNotCommitted_LeavesNothing()
    {
        using (var snapshot = await _layers.PrepareAsync([], Token)) UpperTree.Make(snapshot.UpperDirectory);

        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.At("layers/staging")));
        Assert.Empty(_layers.List());
    }

    public void Dispose() => _directory.Dispose();

    // As a commit was before: written as a tar and unpacked again.
    private async Task<(string Directory, ExtractedLayer Layer)> UnpackedAsync(string upper)
    {
        using var tar = new MemoryStream();
        using var tree = MergedDirectory.OpenRoot([upper]);
        var writer = new TarWriter(tar);
        await new TreeArchive(writer, ContainerIds.All, asLayer: true).WriteInsideAsync(tree, "", Token);
        await writer.FinishAsync(Token);
        tar.Position = 0;
        var directory = _directory.New("unpacked");
        File.SetUnixFileMode(directory, (UnixFileMode)0x1ED);
        return (directory, await LayerExtractor.ExtractAsync(tar, directory, null, Token));
    }

    private static ulong InodeOf(string path) => Panel.Engine.Linux.Files.FileCalls.StatusAt(path, out var status) >= 0 ? status.Inode : 0;
}
