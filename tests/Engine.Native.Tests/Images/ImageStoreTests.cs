using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images;

namespace Panel.Engine.Native.Tests.Images;

public sealed class ImageStoreTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly EventBus _events = new();
    private readonly EnginePaths _paths;
    private readonly List<ImageUser> _users = [];
    private ImageStore _store = null!;

    public ImageStoreTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners need root.");
        _paths = new(new EngineOptions { DataRoot = _directory.At("data"), RunRoot = _directory.At("run") });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Index_OfANewerVersion_KeepsWhatThisOneDoesNotUnderstand()
    {
        var image = await _store.ImportAsync(Tar("one"), "one", new(), "", Token);
        var path = _paths.ImagesRoot + "/index.json";
        var index = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        index["manifests"]![0]!["annotations"]!["panel.mood"] = "blue";
        await File.WriteAllTextAsync(path, index.ToJsonString(), Token);

        using var older = await OpenAsync();
        await older.TagAsync(image.Summary.Id, "two", Token);

        var written = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!["manifests"]!.AsArray();
        Assert.Equal(2, written.Count);
        Assert.All(written, entry => Assert.Equal("blue", (string?)entry!["annotations"]!["panel.mood"]));
        Assert.Equal(["one:latest", "two:latest"], (await older.ListAsync(Token)).Single().RepositoryTags.Order());
    }

    [Fact]
    public async Task Import_PlainTar_ListsResolvesAndSurvivesARestart()
    {
        var configuration = new ImageConfiguration
        {
            Command = ["sh"],
            Environment = ["PATH=/bin"],
            Labels = new Dictionary<string, string> { ["a"] = "b" },
            ExposedPorts = ["80/tcp"],
            Volumes = ["/data"],
            User = "1000:1000",
            WorkingDirectory = "/w",
            StopSignal = "SIGINT",
        };
        var image = await _store.ImportAsync(Tar("one"), "busybox", configuration, "a comment", Token);
        Assert.Equal(["busybox:latest"], image.Summary.RepositoryTags);
        Assert.Equal(3, image.Summary.SizeBytes);

        using var again = await OpenAsync();
        var listed = Assert.Single(await again.ListAsync(Token));
        Assert.Equal(image.Summary.Id, listed.Id);
        var resolved = again.Resolve("docker.io/library/busybox");
        Assert.Equivalent(configuration, resolved.Configuration);
        Assert.Equal("one", File.ReadAllText(Assert.Single(resolved.LayerDirectories) + "/f"));
        Assert.Equal(image.DiffIds, (await again.InspectAsync(image.Summary.Id[7..19], Token)).DiffIds);
        Assert.Equal(["import", "tag"], _events.Recent(9).Select(happened => happened.Action));
    }

    [Fact]
    public async Task Import_Gzip_HasTheDiffIdOfThePlainTar()
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await Tar("one").CopyToAsync(gzip, Token);
        packed.Position = 0;
        var compressed = await _store.ImportAsync(packed, "a", new(), cancellationToken: Token);
        var plain = await _store.ImportAsync(Tar("one"), "b", new(), cancellationToken: Token);
        Assert.Equal(plain.DiffIds, compressed.DiffIds);
        Assert.Equal(_store.Resolve("a").LayerDirectories, _store.Resolve("b").LayerDirectories);
    }

    [Theory]
    [InlineData("not a tar at all")]
    [InlineData("")]
    public async Task Import_NoArchive_IsRefusedAndLeavesNothing(string text)
    {
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            _store.ImportAsync(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(text)), "a", new(), cancellationToken: Token));
        AssertClean();
    }

    [Fact]
    public async Task Import_GzipCutOffOrDamaged_IsRefusedAndLeavesNothing()
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await Tar(new string('x', 100_000)).CopyToAsync(gzip, Token);
        var bytes = packed.ToArray();
        await Assert.ThrowsAsync<InvalidInputException>(() => _store.ImportAsync(new MemoryStream(bytes[..(bytes.Length / 2)]), "a", new(), cancellationToken: Token));
        bytes[30] ^= 0xFF;
        await Assert.ThrowsAsync<InvalidInputException>(() => _store.ImportAsync(new MemoryStream(bytes), "a", new(), cancellationToken: Token));
        AssertClean();
    }

    [Fact]
    public async Task Import_Cancelled_LeavesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        var pipe = new System.IO.Pipelines.Pipe();
        await pipe.Writer.WriteAsync(new TarBuilder().File("f", new string('x', 5000)).ToArray().AsMemory(0, 2000), Token);
        var import = _store.ImportAsync(pipe.Reader.AsStream(), "a", new(), cancellationToken: cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import);
        AssertClean();
    }

    [Fact]
    public async Task Tag_MovesTheNameAndRemoveTakesTheLastOneWithItsLayer()
    {
        var one = await _store.ImportAsync(Tar("one"), "a:1", new(), cancellationToken: Token);
        var two = await _store.ImportAsync(Tar("two"), "b", new(), cancellationToken: Token);
        await _store.TagAsync("b", "a:1", Token);
        Assert.Equal(two.Summary.Id, _store.Resolve("a:1").Id);
        Assert.Empty((await _store.InspectAsync(one.Summary.Id, Token)).Summary.RepositoryTags);

        await Assert.ThrowsAsync<ConflictException>(() => _store.RemoveAsync(two.Summary.Id, cancellationToken: Token));
        await _store.RemoveAsync("a:1", cancellationToken: Token);
        Assert.Equal(two.Summary.Id, _store.Resolve("b").Id);
        await _store.RemoveAsync("b", cancellationToken: Token);
        await _store.RemoveAsync(one.Summary.Id, cancellationToken: Token);
        Assert.Empty(await _store.ListAsync(Token));
        Assert.Equal(["import", "tag", "import", "tag", "tag", "untag", "untag", "delete", "delete"], _events.Recent(20).Select(happened => happened.Action));
        AssertClean();
    }

    [Fact]
    public async Task Remove_ImageInUse_IsRefusedAndForceKeepsItsLayersForStoppedContainers()
    {
        var image = await _store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        _users.Add(new("c1", "web", image.Summary.Id, Running: true));
        var refusal = await Assert.ThrowsAsync<ObjectInUseException>(() => _store.RemoveAsync(image.Summary.Id, force: true, cancellationToken: Token));
        Assert.Contains("web", refusal.Message);
        Assert.False(refusal.IsForcible);
        _users[0] = _users[0] with { Running = false };
        Assert.True((await Assert.ThrowsAsync<ObjectInUseException>(() => _store.RemoveAsync("a", cancellationToken: Token))).IsForcible);
        var removal = await _store.RemoveAsync("a", force: true, cancellationToken: Token);
        Assert.Equal([new(ImageRemovalKind.Untagged, "a:latest"), new(ImageRemovalKind.Image, image.Summary.Id)], removal.Steps);
        Assert.Equal(0, removal.FreedBytes);
        Assert.Empty(await _store.ListAsync(Token));

        using var again = await OpenAsync();
        Assert.Empty(await again.ListAsync(Token));
        Assert.True(File.Exists(again.Resolve(image.Summary.Id).LayerDirectories[0] + "/f"));
        _users.Clear();
        await again.CollectAsync(Token);
        AssertClean();
    }

    [Fact]
    public async Task Resolve_UnknownOrAmbiguous_SaysSo()
    {
        await _store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        Assert.Contains("no image 'other:latest'", Assert.Throws<ObjectNotFoundException>(() => _store.Resolve("other")).Message);
        Assert.Throws<InvalidInputException>(() => _store.Resolve("UPPER"));
        for (var i = 0; i < 17; i++) await _store.ImportAsync(Tar("one"), "x" + i, new() { User = i.ToString() }, cancellationToken: Token);
        var first = (await _store.ListAsync(Token)).GroupBy(image => image.Id[7]).First(group => group.Count() > 1).Key;
        Assert.Throws<InvalidInputException>(() => _store.Resolve("sha256:" + first));
    }

    [Fact]
    public async Task Load_TornIndexAtEachByte_AlwaysLoads()
    {
        var image = await _store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        var index = _paths.ImagesRoot + "/index.json";
        var whole = await File.ReadAllBytesAsync(index, Token);
        for (var length = 0; length < whole.Length; length += 7)
        {
            await File.WriteAllBytesAsync(index, whole[..length], Token);
            using (var store = await OpenAsync()) Assert.Equal(["a:latest"], Assert.Single(await store.ListAsync(Token)).RepositoryTags);
            await File.WriteAllBytesAsync(index, whole[..length], Token);
            File.Move(_paths.ImagesRoot + "/index.copy.json", _paths.ImagesRoot + "/aside");
            // Found again by its content; only the name is lost.
            using (var store = await OpenAsync()) Assert.Equal(image.Summary.Id, Assert.Single(await store.ListAsync(Token)).Id);
            File.Move(_paths.ImagesRoot + "/aside", _paths.ImagesRoot + "/index.copy.json");
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Load_WithoutAnIndexThatCanBeRead_KeepsEveryImageAndLayer(bool isMissing, bool hasCopy)
    {
        await _store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        await _store.ImportAsync(Tar("two"), "b", new(), cancellationToken: Token);
        await File.WriteAllTextAsync(_paths.BlobsRoot + "/" + new string('b', 64), "of an image that only the index knew", Token);
        var index = _paths.ImagesRoot + "/index.json";
        File.Delete(index);
        if (!isMissing) Directory.CreateDirectory(index);
        if (!hasCopy) File.Delete(_paths.ImagesRoot + "/index.copy.json");
        using var store = await OpenAsync();
        var images = await store.ListAsync(Token);
        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.Single(store.Resolve(image.Id).LayerDirectories, Directory.Exists));
        Assert.Equal(hasCopy ? ["a:latest", "b:latest"] : [], images.SelectMany(image => image.RepositoryTags).Order());
        Assert.Equal(!hasCopy, File.Exists(_paths.BlobsRoot + "/" + new string('b', 64)));
        await store.ImportAsync(Tar("three"), "c", new(), cancellationToken: Token);
        using var later = await OpenAsync();
        Assert.Equal(3, (await later.ListAsync(Token)).Count);
    }

    [Fact]
    public async Task Import_OverALayerWhoseRecordCannotBeRead_LeavesItsFilesToThoseWhoRunOnThem()
    {
        var image = await _store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        var layer = $"{_paths.LayersRoot}/{image.DiffIds[0][7..]}";
        await File.WriteAllTextAsync(layer + "/diff/mark", "the same directory", Token);
        File.Delete(layer + "/layer.json");
        Directory.CreateDirectory(layer + "/layer.json");
        using var store = await OpenAsync();
        Assert.NotEmpty(Assert.Single(await store.ListAsync(Token)).Labels[ImageStore.FaultLabel]);
        await store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        Assert.Equal("the same directory", File.ReadAllText(store.Resolve("a").LayerDirectories[0] + "/mark"));
    }

    [Fact]
    public async Task Load_TornContent_ShowsThatImageAsDamagedAndKeepsTheRest()
    {
        var one = await _store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        await _store.ImportAsync(Tar("two"), "b", new(), cancellationToken: Token);
        await File.WriteAllTextAsync(_paths.BlobsRoot + "/" + one.Summary.Id[7..], "{", Token);
        Directory.CreateDirectory(_paths.LayersRoot + "/staging/left");
        using var store = await OpenAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_paths.LayersRoot + "/staging"));
        Assert.Equal("two", File.ReadAllText(store.Resolve("b").LayerDirectories[0] + "/f"));
        Assert.Contains("damaged", Assert.Throws<EngineFailureException>(() => store.Resolve("a")).Message);
        var broken = (await store.ListAsync(Token)).Single(image => image.RepositoryTags is ["a:latest"]);
        Assert.NotEmpty(broken.Labels[ImageStore.FaultLabel]);

        await store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        Assert.Equal("one", File.ReadAllText(store.Resolve("a").LayerDirectories[0] + "/f"));
        await store.RemoveAsync(broken.Id, cancellationToken: Token);
        Assert.Equal(2, (await store.ListAsync(Token)).Count);
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("configuration")]
    public async Task Load_WithADocumentThatCannotBeRead_SweepsNothingSoThatItMayComeBack(string document)
    {
        var image = await _store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        var file = _paths.BlobsRoot + "/" + (document == "manifest" ? image.ManifestDigest : image.Summary.Id)[7..];
        var whole = await File.ReadAllBytesAsync(file, Token);
        await File.WriteAllTextAsync(file, "{", Token);
        using (var torn = await OpenAsync())
        {
            await torn.ImportAsync(Tar("two"), "b", new(), cancellationToken: Token);
            await torn.RemoveAsync("b", cancellationToken: Token);
        }
        await File.WriteAllBytesAsync(file, whole, Token);

        using var store = await OpenAsync();

        Assert.Equal("one", File.ReadAllText(store.Resolve("a").LayerDirectories[0] + "/f"));
        // What was left then goes now.
        Assert.Single(Directory.EnumerateDirectories(_paths.LayersRoot), directory => !directory.EndsWith("staging"));
        Assert.Equal(3, Directory.EnumerateFiles(_paths.BlobsRoot).Count());
    }

    [Fact]
    public async Task Commit_OfMoreThanIsAccepted_IsRefusedAndLeavesNothing()
    {
        var parent = await _store.ImportAsync(Tar("one"), "a", new(), cancellationToken: Token);
        _store.Limits = new() { MaxBytes = 1 << 20 };
        var tar = new TarBuilder().Entry("big", '0', new byte[4 << 20]).ToArray();

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _store.CommitTarAsync(parent.Summary.Id, tar, new CommitSpec { Configuration = new() }, Token));

        Assert.Contains("at most 1048576 are accepted", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_paths.LayersRoot + "/staging"));
        Assert.Single(await _store.ListAsync(Token));
    }

    [Fact]
    public async Task Import_InParallel_EveryOneIsThere()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _store.ImportAsync(Tar("n" + i % 3), "p" + i, new(), cancellationToken: Token)));
        Assert.Equal(8, (await _store.ListAsync(Token)).SelectMany(image => image.RepositoryTags).Count());
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal("n" + i % 3, File.ReadAllText(_store.Resolve("p" + i).LayerDirectories[0] + "/f")));
    }

    private static Stream Tar(string content) => new TarBuilder().File("f", content).ToStream();

    private async Task<ImageStore> OpenAsync()
    {
        var store = new ImageStore(_paths, _events, NullLogger<ImageStore>.Instance) { Users = () => _users };
        await store.LoadAsync(Token);
        return store;
    }

    private void AssertClean()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(_paths.BlobsRoot));
        Assert.Equal(["staging"], Directory.EnumerateFileSystemEntries(_paths.LayersRoot).Select(Path.GetFileName));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_paths.LayersRoot + "/staging"));
    }
}
