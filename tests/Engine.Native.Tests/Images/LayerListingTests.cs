using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images;

namespace Panel.Engine.Native.Tests.Images;

/// <summary>What a layer adds, changes and removes, told from its files and those below.</summary>
public sealed class LayerListingTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ImageStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners need root.");
        var paths = new EnginePaths(new EngineOptions { DataRoot = _directory.At("data"), RunRoot = _directory.At("run") });
        _store = new ImageStore(paths, new EventBus(), NullLogger<ImageStore>.Instance);
        await _store.LoadAsync(Token);
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task List_LowestLayer_AddsEverything()
    {
        await ImageAsync(new TarBuilder().Folder("etc").File("etc/a", "12345", mode: 0x180, uid: 7, gid: 8).Symlink("link", "etc/a"));

        var root = await ListAsync(new(0));

        Assert.Equal(["Added /etc 5 1/0/0", "Added /link 0 0/0/0"], root.Files.Select(Show));
        Assert.Equal((new LayerCounts(3, 0, 0), 5L, 2, false), (root.Below, root.SizeBytes, root.Found, root.IsPartial));
        Assert.Equal("etc/a", root.Files[1].LinkTarget);
        var file = Assert.Single((await ListAsync(new(0) { Path = "/etc/" })).Files);
        Assert.Equal(("/etc/a", 0x8180, 7L, 8L, 5L, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)), (file.Path, file.Mode, file.UserId, file.GroupId, file.SizeBytes, file.ModifiedAt));
    }

    [Fact]
    public async Task List_UpperLayer_TellsAddedChangedAndRemovedApart()
    {
        await ImageAsync(
            new TarBuilder().Folder("d").File("d/same", "s").File("d/old", "12").File("d/gone", "123").Folder("d/tree").File("d/tree/x", "1234").Folder("rights"),
            new TarBuilder().Folder("d").File("d/old", "changed").File("d/new", "n").File("d/.wh.gone").File("d/.wh.tree").File("d/.wh.never").Folder("rights", mode: 0x1C0));

        var root = await ListAsync(new(1));

        Assert.Equal(["none /d 8 1/1/3", "Modified /rights 0 0/0/0"], root.Files.Select(Show));
        Assert.Equal((new LayerCounts(1, 2, 3), 8L), (root.Below, root.SizeBytes));
        Assert.Equal(
            ["Deleted /d/gone 3 0/0/0", "Added /d/new 1 0/0/0", "Modified /d/old 7 0/0/0", "Deleted /d/tree 4 0/0/1"],
            (await ListAsync(new(1) { Path = "/d" })).Files.Select(Show));
        Assert.Equal(["Deleted /d/tree/x 4 0/0/0"], (await ListAsync(new(1) { Path = "/d/tree" })).Files.Select(Show));
    }

    [Fact]
    public async Task List_OpaqueDirectory_RemovesAllBelowThatItDoesNotHave()
    {
        await ImageAsync(
            new TarBuilder().Folder("d").File("d/a", "1").File("d/b", "12").Folder("d/sub").File("d/sub/c", "123"),
            new TarBuilder().Folder("d").File("d/.wh..wh..opq").File("d/b", "new"));

        var directory = Assert.Single((await ListAsync(new(1))).Files);
        Assert.True(directory.IsOpaque);
        Assert.Equal(new LayerCounts(0, 1, 3), directory.Below);
        Assert.Equal(
            ["Deleted /d/a 1 0/0/0", "Modified /d/b 3 0/0/0", "Deleted /d/sub 3 0/0/1"],
            (await ListAsync(new(1) { Path = "/d" })).Files.Select(Show));
    }

    [Fact]
    public async Task List_WhatALowerLayerRemoved_IsAddedAgain()
    {
        await ImageAsync(new TarBuilder().File("f", "1"), new TarBuilder().File(".wh.f"), new TarBuilder().File("f", "2"));

        Assert.Equal(["Deleted /f 1 0/0/0"], (await ListAsync(new(1))).Files.Select(Show));
        Assert.Equal(["Added /f 1 0/0/0"], (await ListAsync(new(2))).Files.Select(Show));
    }

    [Fact]
    public async Task List_FileForADirectoryAndBack_IsAChange()
    {
        await ImageAsync(new TarBuilder().Folder("d").File("d/x", "1").File("f", "1"), new TarBuilder().File("d", "22").Folder("f").File("f/y", "3"));

        Assert.Equal(["Modified /d 2 0/0/0", "Modified /f 1 1/0/0"], (await ListAsync(new(1))).Files.Select(Show));
    }

    [Fact]
    public async Task List_SeveralNamesOfAFile_CountOnce()
    {
        await ImageAsync(new TarBuilder().File("a", "12345").HardLink("b", "a"));
        Assert.Equal(5, (await ListAsync(new(0))).SizeBytes);
    }

    [Fact]
    public async Task List_Search_FindsAtAnyDepthAndSaysHowManyThereAre()
    {
        var tar = new TarBuilder();
        for (var number = 0; number < 30; number++) tar.File($"deep/{number:00}/NAME", "1").File($"deep/{number:00}/other", "1");
        await ImageAsync(tar);

        var found = await ListAsync(new(0) { Search = "name", Limit = 4 });

        Assert.Equal(["/deep/00/NAME", "/deep/01/NAME", "/deep/02/NAME", "/deep/03/NAME"], found.Files.Select(file => file.Path));
        Assert.Equal((30, 91), (found.Found, found.Below.Added));
    }

    [Fact]
    public async Task List_NameThatIsNoUtf8_CanBeOpenedAsItIsShown()
    {
        await ImageAsync(new TarBuilder().Folder("caf\u00e9").File("caf\u00e9/x", "1"));
        var directory = Assert.Single((await ListAsync(new(0))).Files).Path;
        Assert.Equal([directory + "/x"], (await ListAsync(new(0) { Path = directory })).Files.Select(file => file.Path));
    }

    [Fact]
    public async Task List_LinkInThePath_IsNotFollowed()
    {
        await ImageAsync(new TarBuilder().Symlink("out", "/etc").Symlink("up", ".."));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => ListAsync(new(0) { Path = "/out" }));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => ListAsync(new(0) { Path = "/up" }));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => ListAsync(new(0) { Path = "/../../etc" }));
    }

    [Fact]
    public async Task List_WhatIsNotThere_SaysSo()
    {
        await ImageAsync(new TarBuilder().File("f", "1"));
        Assert.Contains("has 1 layers", (await Assert.ThrowsAsync<ObjectNotFoundException>(() => ListAsync(new(1)))).Message);
        Assert.Contains("no directory '/f'", (await Assert.ThrowsAsync<ObjectNotFoundException>(() => ListAsync(new(0) { Path = "/f" }))).Message);
        await Assert.ThrowsAsync<InvalidInputException>(() => ListAsync(new(0) { Path = "f" }));
        await Assert.ThrowsAsync<InvalidInputException>(() => ListAsync(new(0) { Limit = 0 }));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => _store.ListLayerAsync("nosuch", new(0), Token));
    }

    [Fact]
    public async Task List_DirectoriesNestedWithoutEnd_StopsAndSaysSo()
    {
        await ImageAsync(new TarBuilder().File(string.Join('/', Enumerable.Repeat("d", 45)), "1"));
        Assert.False((await ListAsync(new(0))).IsPartial);

        var deep = string.Join('/', Enumerable.Repeat("d", 200));
        await ImageAsync(new TarBuilder().LongName(deep).File("d", "1"));
        var all = await ListAsync(new(0));
        Assert.True(all.IsPartial);
        Assert.Equal(129, all.Below.Added);
    }

    [Fact]
    public async Task List_AHundredThousandFiles_AnswersTheFirstAndCountsAll()
    {
        var tar = new TarBuilder().Folder("many");
        for (var number = 0; number < 100_000; number++) tar.File($"many/{number:000000}", "x");
        await ImageAsync(tar, new TarBuilder().File("many/000005", "other").File("many/.wh.000006"));

        var files = await ListAsync(new(0) { Path = "/many" });

        Assert.Equal((10_000, 100_000, 100_000), (files.Files.Count, files.Found, files.Below.Added));
        Assert.Equal("/many/009999", files.Files[^1].Path);
        Assert.Equal(["Modified /many/000005 5 0/0/0", "Deleted /many/000006 1 0/0/0"], (await ListAsync(new(1) { Path = "/many" })).Files.Select(Show));
    }

    [Fact]
    public async Task Inspect_StepsAndLayers_BelongTogether()
    {
        await ImageAsync(new TarBuilder().File("f", "1"), new TarBuilder().File("g", "22"));
        await _store.ImportAsync(new TarBuilder().File("f", "1").ToStream(), "shared", new(), cancellationToken: Token);

        var image = await _store.InspectAsync("image", Token);

        Assert.Equal(image.DiffIds, image.History.Select(step => step.DiffId));
        Assert.Equal([(1L, 2), (2L, 0)], image.Layers.Select(layer => (layer.SizeBytes, layer.OtherImages)));
        Assert.All(image.Layers, layer => Assert.True(layer.BlobBytes > 0 && layer.BlobDigest.Length == 71));
        Assert.StartsWith("sha256:", image.ManifestDigest);
    }

    private static string Show(LayerFile file) =>
        $"{file.Change?.ToString() ?? "none"} {file.Path} {file.SizeBytes} {file.Below.Added}/{file.Below.Modified}/{file.Below.Deleted}";

    private Task<LayerListing> ListAsync(LayerQuery query) => _store.ListLayerAsync("image", query, Token);

    /// <summary>An image of these layers, the lowest first.</summary>
    private async Task ImageAsync(params TarBuilder[] layers)
    {
        var image = await _store.ImportAsync(layers[0].ToStream(), "image", new(), cancellationToken: Token);
        foreach (var layer in layers[1..])
        {
            image = await _store.CommitTarAsync(image.Summary.Id, layer.ToArray(), new CommitSpec { Configuration = new(), RepositoryTag = "image" }, Token);
        }
    }
}
