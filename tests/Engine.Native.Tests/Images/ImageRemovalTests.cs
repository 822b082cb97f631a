using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images;

namespace Panel.Engine.Native.Tests.Images;

/// <summary>Names, images, their parents and layers are removed in Docker's order, and nothing that something else needs is removed.</summary>
public sealed class ImageRemovalTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<ImageUser> _users = [];
    private EnginePaths _paths = null!;
    private ImageStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners need root.");
        _paths = new(new EngineOptions { DataRoot = _directory.At("data"), RunRoot = _directory.At("run") });
        _store = await OpenAsync();
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Remove_LastName_TakesTheImageItsLayersAndUnnamedParents()
    {
        var below = await ImportAsync("one", "base");
        var middle = await CommitAsync(below, "2222", null);
        var top = await CommitAsync(middle, "33333", "app:1");
        await _store.TagAsync("app:1", "other:1", Token);

        Assert.Equal([Untagged("other:1")], (await _store.RemoveAsync("other:1", cancellationToken: Token)).Steps);
        var removal = await _store.RemoveAsync("app:1", cancellationToken: Token);

        Assert.Equal(
            [Untagged("app:1"), Image(top), new(ImageRemovalKind.Layer, Chain(top.DiffIds)), Image(middle), new(ImageRemovalKind.Layer, Chain(middle.DiffIds))], removal.Steps);
        Assert.Equal(4 + 5, removal.FreedBytes);
        Assert.Equal([below.Summary.Id], (await _store.ListAsync(Token)).Select(image => image.Id));
        Assert.Single(Directory.EnumerateDirectories(_paths.LayersRoot), directory => !directory.EndsWith("staging"));
    }

    [Fact]
    public async Task Remove_KeepingParents_LeavesThemWithoutChildren()
    {
        var below = await ImportAsync("one", "base");
        var middle = await CommitAsync(below, "2222", null);
        await CommitAsync(middle, "33333", "app:1");

        await _store.RemoveAsync("app:1", keepParents: true, cancellationToken: Token);

        Assert.Equal(0, (await _store.InspectAsync(middle.Summary.Id, Token)).Summary.Children);
        Assert.Equal(below.Summary.Id, (await _store.InspectAsync(middle.Summary.Id, Token)).Summary.ParentId);
    }

    [Fact]
    public async Task Remove_ParentOfAnImage_LosesItsNameOnly()
    {
        var below = await ImportAsync("one", "base");
        var top = await CommitAsync(below, "2222", "app:1");

        var refusal = await Assert.ThrowsAsync<ObjectInUseException>(() => _store.RemoveAsync(below.Summary.Id, force: true, cancellationToken: Token));
        Assert.Contains("1 image was made from", refusal.Message);
        Assert.Equal([Untagged("base:latest")], (await _store.RemoveAsync("base", cancellationToken: Token)).Steps);
        Assert.True((await _store.InspectAsync(below.Summary.Id, Token)).Summary.IsIntermediate);

        // The link outlives the engine.
        using var again = await OpenAsync();
        Assert.Equal(below.Summary.Id, (await again.InspectAsync("app:1", Token)).Summary.ParentId);
        var steps = (await again.RemoveAsync("app:1", cancellationToken: Token)).Steps;
        Assert.Equal([top.Summary.Id, below.Summary.Id], steps.Where(step => step.Kind == ImageRemovalKind.Image).Select(step => step.Name));
        Assert.Empty(await again.ListAsync(Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_paths.BlobsRoot));
    }

    [Fact]
    public async Task Remove_ById_NeedsForceForSeveralNames()
    {
        var image = await ImportAsync("one", "a:1");
        await _store.TagAsync("a:1", "a:2", Token);

        Assert.Contains("a:1, a:2", (await Assert.ThrowsAsync<ConflictException>(() => _store.RemoveAsync(image.Summary.Id, cancellationToken: Token))).Message);
        Assert.Equal(
            [Untagged("a:1"), Untagged("a:2"), Image(image), new(ImageRemovalKind.Layer, image.DiffIds[0])],
            (await _store.RemoveAsync(image.Summary.Id[7..20], force: true, cancellationToken: Token)).Steps);
    }

    [Fact]
    public async Task Remove_ByIdWithOneName_TakesBoth()
    {
        var image = await ImportAsync("one", "a:1");
        Assert.Equal(
            [Untagged("a:1"), Image(image), new(ImageRemovalKind.Layer, image.DiffIds[0])], (await _store.RemoveAsync(image.Summary.Id, cancellationToken: Token)).Steps);
    }

    [Fact]
    public async Task Remove_NameOfAnImageThatARunningContainerUses_IsForcedToLoseTheNameOnly()
    {
        var image = await ImportAsync("one", "a:1");
        _users.Add(new("c1", "web", image.Summary.Id, Running: true));

        Assert.True((await Assert.ThrowsAsync<ObjectInUseException>(() => _store.RemoveAsync("a:1", cancellationToken: Token))).IsForcible);
        Assert.Equal([Untagged("a:1")], (await _store.RemoveAsync("a:1", force: true, cancellationToken: Token)).Steps);
        Assert.Empty(Assert.Single(await _store.ListAsync(Token)).RepositoryTags);
        await Assert.ThrowsAsync<ObjectInUseException>(() => _store.RemoveAsync(image.Summary.Id, force: true, cancellationToken: Token));
    }

    [Fact]
    public async Task Remove_OneOfTwoNamesOfAnImageInUse_IsDone()
    {
        var image = await ImportAsync("one", "a:1");
        await _store.TagAsync("a:1", "b:1", Token);
        _users.Add(new("c1", "web", image.Summary.Id, Running: true));
        Assert.Equal([Untagged("b:1")], (await _store.RemoveAsync("b:1", cancellationToken: Token)).Steps);
    }

    [Fact]
    public async Task Remove_ParentThatAContainerUses_Stays()
    {
        var below = await ImportAsync("one", "base");
        await CommitAsync(below, "2222", "app:1");
        await _store.RemoveAsync("base", cancellationToken: Token);
        _users.Add(new("c1", "old", below.Summary.Id, Running: false));

        await _store.RemoveAsync("app:1", cancellationToken: Token);

        Assert.Equal([below.Summary.Id], (await _store.ListAsync(Token)).Select(image => image.Id));
    }

    [Fact]
    public async Task List_TellsWhatIsSharedAndWhatAnImagesRemovalFrees()
    {
        var below = await ImportAsync("123", "base");
        await CommitAsync(below, "12345", "app:1");
        await ImportAsync("1234567", "alone");

        var sizes = (await _store.ListAsync(Token)).OrderBy(image => image.RepositoryTags[0]).Select(image => (image.SizeBytes, image.SharedBytes, image.UniqueBytes));

        Assert.Equal([(7, 0, 7), (8, 3, 5), (3, 3, 0)], sizes);
        Assert.Equal(3 + 5 + 7, await _store.GetLayersSizeAsync(Token));
        Assert.Equal(5, (await _store.RemoveAsync("app:1", cancellationToken: Token)).FreedBytes);
        Assert.Equal((0, 3), ((await _store.InspectAsync("base", Token)).Summary is var left ? (left.SharedBytes, left.UniqueBytes) : default));
    }

    private static ImageRemovalStep Untagged(string name) => new(ImageRemovalKind.Untagged, name);

    private static ImageRemovalStep Image(ImageDetails image) => new(ImageRemovalKind.Image, image.Summary.Id);

    // As the OCI image specification defines it.
    private static string Chain(IReadOnlyList<string> diffIds) => diffIds.Aggregate((chain, diffId) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{chain} {diffId}"))));

    private Task<ImageDetails> ImportAsync(string content, string name) =>
        _store.ImportAsync(new TarBuilder().File("f", content).ToStream(), name, new(), cancellationToken: Token);

    private Task<ImageDetails> CommitAsync(ImageDetails parent, string content, string? name) => _store.CommitTarAsync(
        parent.Summary.Id, new TarBuilder().File("g" + content.Length, content).ToArray(), new CommitSpec { Configuration = new(), RepositoryTag = name }, Token);

    private async Task<ImageStore> OpenAsync()
    {
        var store = new ImageStore(_paths, new EventBus(), NullLogger<ImageStore>.Instance) { Users = () => _users };
        await store.LoadAsync(Token);
        return store;
    }
}
