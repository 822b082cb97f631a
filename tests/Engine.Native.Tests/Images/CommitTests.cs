using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images;

namespace Panel.Engine.Native.Tests.Images;

/// <summary>Images that were committed here: their layers have no tar until somebody needs one.</summary>
public sealed class CommitTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ImageStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenAsync("one");

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Save_OfACommittedImage_WritesItsTarWithTheDigestOfTheManifest()
    {
        var image = await CommitAsync();
        var layer = image.Layers[^1];
        Assert.Equal(layer.DiffId, layer.BlobDigest);
        var blob = $"{PathsOf("one").BlobsRoot}/{layer.DiffId[7..]}";
        Assert.False(File.Exists(blob));

        using var archive = new MemoryStream();
        await _store.SaveAsync(["app:1"], archive, Token);
        archive.Position = 0;
        using var other = await OpenAsync("two");
        var loaded = Assert.Single(await other.LoadAsync(archive, null, Token));

        Assert.Equal(layer.BlobBytes, new FileInfo(blob).Length);
        Assert.Equal(image.Summary.Id, loaded.Id);
        Assert.Equal(image.ManifestDigest, (await other.InspectAsync("app:1", Token)).ManifestDigest);
        Assert.Equal("content", await File.ReadAllTextAsync(other.Resolve("app:1").LayerDirectories[0] + "/g", Token));
    }

    [Fact]
    public async Task Load_OfACommittedImage_WhoseTarWasNeverWritten_IsTheSameImage()
    {
        var image = await CommitAsync();
        using var archive = new MemoryStream();
        using (var other = await OpenAsync("two"))
        {
            var again = await CommitAsync(other);
            Assert.Equal(image.Layers[^1].DiffId, again.Layers[^1].DiffId);
            await other.SaveAsync([again.Summary.Id], archive, Token);
        }

        archive.Position = 0;
        Assert.Single(await _store.LoadAsync(archive, null, Token));
        await _store.SaveAsync(["app:1"], Stream.Null, Token);
    }

    [Fact]
    public async Task Removal_OfAnImage_SparesLayersThatABuildHolds()
    {
        var image = await CommitAsync();
        using (await _store.Layers.PrepareAsync(image.DiffIds, Token))
        {
            await _store.RemoveAsync("app:1", force: true, cancellationToken: Token);
            await _store.RemoveAsync("base", force: true, cancellationToken: Token);
            Assert.All(image.DiffIds, diffId => Assert.NotNull(_store.Layers.Find(diffId)));
        }

        await _store.SweepAsync(Token);
        Assert.Empty(_store.Layers.List());
    }

    private Task<ImageDetails> CommitAsync() => CommitAsync(_store);

    private static async Task<ImageDetails> CommitAsync(ImageStore store)
    {
        var parent = await store.ImportAsync(new TarBuilder().File("f", "below").ToStream(), "base", new(), cancellationToken: Token);
        var tar = new TarBuilder().File("g", "content").File(".wh.f").ToArray();
        return await store.CommitTarAsync(parent.Summary.Id, tar, new CommitSpec { Configuration = new(), RepositoryTag = "app:1" }, Token);
    }

    private EnginePaths PathsOf(string name) => new(new EngineOptions { DataRoot = _directory.At(name), RunRoot = _directory.At(name + "-run") });

    private async Task<ImageStore> OpenAsync(string name)
    {
        var store = new ImageStore(PathsOf(name), new EventBus(), NullLogger<ImageStore>.Instance);
        await store.LoadAsync(Token);
        return store;
    }
}
