using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Tests.Archives;

namespace Panel.Engine.Native.Tests.Images;

/// <summary>Image archives: loading returns what was saved, and an invalid archive leaves nothing behind.</summary>
public sealed class ImageArchiveTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly EventBus _events = new();
    private EnginePaths _paths = null!;
    private ImageStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners need root.");
        (_store, _paths) = await OpenAsync("first");
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public async Task Save_LoadedElsewhere_GivesTheSameImagesAndNames(string compression)
    {
        var one = await _store.ImportAsync(Tar("one"), "app:1", new() { Command = ["sh"] }, cancellationToken: Token);
        await _store.TagAsync("app:1", "app:2", Token);
        var other = await _store.ImportAsync(Tar("two"), "other", new(), cancellationToken: Token);
        var archive = new MemoryStream(await SaveAsync("app", other.Summary.Id));

        var (store, paths) = await OpenAsync("second");
        using var _ = store;
        var loaded = await store.LoadAsync(compression == "plain" ? archive : new MemoryStream(await Packer.PackAsync(archive.ToArray(), compression)), null, Token);

        Assert.Equal([(one.Summary.Id, "app:1,app:2"), (other.Summary.Id, "")], loaded.Select(image => (image.Id, string.Join(',', image.Names))));
        Assert.Equal("one", File.ReadAllText(store.Resolve("app:2").LayerDirectories[0] + "/f"));
        Assert.Equal("two", File.ReadAllText(store.Resolve(other.Summary.Id).LayerDirectories[0] + "/f"));
        Assert.Equal(["sh"], (await store.InspectAsync("app:1", Token)).Configuration.Command);
        AssertNothingStaged(paths);
        // What is there already is loaded again without a layer.
        Assert.Equal(2, (await store.LoadAsync(new MemoryStream(archive.ToArray()), null, Token)).Count);
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public async Task Import_OfAPackedTar_MakesThePlainLayer(string program)
    {
        var plain = await _store.ImportAsync(Tar("one"), "plain", new(), cancellationToken: Token);
        var packed = await Packer.PackAsync(Tar("one").ToArray(), program);
        var image = await _store.ImportAsync(new MemoryStream(packed), "packed", new(), cancellationToken: Token);
        Assert.Equal(_store.Resolve(plain.Summary.Id).LayerDirectories, _store.Resolve(image.Summary.Id).LayerDirectories);

        await Assert.ThrowsAsync<InvalidInputException>(() => _store.ImportAsync(new MemoryStream(packed[..^9]), "torn", new(), cancellationToken: Token));
        AssertNothingStaged(_paths);
    }

    [Fact]
    public async Task Save_Twice_GivesTheSameBytes()
    {
        await _store.ImportAsync(Tar("one"), "app:1", new(), cancellationToken: Token);
        Assert.Equal(await SaveAsync("app:1"), await SaveAsync("app:1"));
    }

    [Fact]
    public async Task Save_OfWhatIsNotThere_WritesNothing()
    {
        await _store.ImportAsync(Tar("one"), "app:1", new(), cancellationToken: Token);
        using var output = new MemoryStream();
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => _store.SaveAsync(["app:1", "nosuch"], output, Token));
        await Assert.ThrowsAsync<InvalidInputException>(() => _store.SaveAsync([], output, Token));
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task Load_OfDockersOldArchive_WithLinksAndPathsUp_ReadsIt()
    {
        var layer = Tar("old").ToArray();
        var config = Config(layer);
        var archive = Archive(
            ("a/layer.tar", layer),
            ("../../b/layer.tar", "-> ../a/layer.tar"u8.ToArray()),
            ("config.json", config),
            ("./manifest.json", Encoding.UTF8.GetBytes("""[{"Config":"config.json","RepoTags":["old:1"],"Layers":["b/layer.tar"]}]""")));

        var loaded = Assert.Single(await _store.LoadAsync(archive, null, Token));

        Assert.Equal(Digest(config), loaded.Id);
        Assert.Equal("old", File.ReadAllText(_store.Resolve("old:1").LayerDirectories[0] + "/f"));
    }

    [Theory]
    [InlineData("""{"rootfs":{"type":"layers"}}""", "null")]
    [InlineData("""{"os":"","architecture":"","rootfs":{"type":"layers","diff_ids":[]}}""", "[]")]
    [InlineData("""{"os":null,"architecture":"x86_64","config":{"Cmd":["x"]},"rootfs":{"type":"layers","diff_ids":null}}""", "[]")]
    public async Task Load_OfAnImageThatSaysLittle_TakesItAsThisMachines(string config, string layers)
    {
        await _store.LoadAsync(Archive(("c", Encoding.UTF8.GetBytes(config)), ("manifest.json", Encoding.UTF8.GetBytes($$"""[{"Config":"c","RepoTags":["bare:1"],"Layers":{{layers}}}]"""))), null, Token);
        var image = _store.Resolve("bare:1");
        Assert.True(image.Platform.Fits(ImagePlatform.Parse("linux/amd64")) || ImagePlatform.Host.Architecture != "amd64");
        // What a container's root is made of, though there is no layer.
        Assert.Empty(Directory.EnumerateFileSystemEntries(Assert.Single(image.LayerDirectories)));
        var again = new MemoryStream(await SaveAsync("bare:1"));
        await _store.RemoveAsync("bare:1", cancellationToken: Token);
        Assert.Equal(image.Id, Assert.Single(await _store.LoadAsync(again, null, Token)).Id);
    }

    [Fact]
    public async Task Load_OfALayoutWhoseIndexSaysX86_64_ChoosesIt()
    {
        Assert.SkipUnless(ImagePlatform.Host.Architecture == "amd64", "The name is that of amd64.");
        var layer = Tar("index").ToArray();
        var config = Config(layer);
        var manifest = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"config":{{Descriptor("config.v1+json", config)}},"layers":[{{Descriptor("layer.v1.tar", layer)}}]}""");
        var index = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{Descriptor("manifest.v1+json", manifest, ""","platform":{"os":"linux","architecture":"x86_64"}""")}}]}""");
        var top = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{Descriptor("index.v1+json", index)}}]}""");
        (string, byte[])[] blobs = [.. new[] { layer, config, manifest, index }.Select(blob => ("blobs/sha256/" + Digest(blob)[7..], blob))];
        var loaded = Assert.Single(await _store.LoadAsync(Archive([.. blobs, ("index.json", top)]), null, Token));
        Assert.Equal(Digest(config), loaded.Id);

        static string Descriptor(string type, byte[] content, string more = "") =>
            $$"""{"mediaType":"application/vnd.oci.image.{{type}}","digest":"{{Digest(content)}}","size":{{content.Length}}{{more}}}""";
    }

    [Theory]
    [InlineData("config", "lacks its member config.json")]
    [InlineData("layer", "lacks its member layer.tar")]
    [InlineData("manifest.json", "neither manifest.json nor index.json")]
    [InlineData("diff", "unpacks to")]
    [InlineData("json", "cannot be read as JSON")]
    [InlineData("name", "is not an image reference")]
    [InlineData("outside", "layer")]
    [InlineData("loop", "lacks its member layer.tar")]
    [InlineData("none", "names no image")]
    public async Task Load_OfAWrongArchive_SaysWhatIsWrongAndLeavesNothing(string wrong, string sentence)
    {
        var layer = wrong == "outside" ? ((MemoryStream)new TarBuilder().File("../../../../escaped", "x").ToStream()).ToArray() : Tar("new").ToArray();
        var config = Config(wrong == "diff" ? Tar("another").ToArray() : layer);
        List<(string, byte[])> members =
        [
            ("config.json", config), ("layer.tar", wrong == "loop" ? "-> layer.tar"u8.ToArray() : layer),
            ("manifest.json", wrong == "json" ? "{"u8.ToArray() : wrong == "none" ? "[]"u8.ToArray()
                : Encoding.UTF8.GetBytes($$"""[{"Config":"config.json","RepoTags":["{{(wrong == "name" ? "UPPER" : "new:1")}}"],"Layers":["layer.tar"]}]""")),
        ];
        members.RemoveAll(member => member.Item1 == wrong || Path.GetFileNameWithoutExtension(member.Item1) == wrong);

        if (wrong == "outside")
        {
            // A layer that reaches out is refused or held inside, as in a pull (LayerExtractorHostileTests).
            await Record.ExceptionAsync(() => _store.LoadAsync(Archive([.. members]), null, Token));
            Assert.False(File.Exists(_directory.At("escaped")));
            Assert.Empty(Directory.EnumerateFiles(_directory.At(""), "escaped", SearchOption.TopDirectoryOnly));
            return;
        }

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _store.LoadAsync(Archive([.. members]), null, Token));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        AssertNothing();
    }

    [Fact]
    public async Task Load_OfAnArchiveThatIsCutOff_LeavesNothing()
    {
        await _store.ImportAsync(Tar(new string('x', 200_000)), "app:1", new(), cancellationToken: Token);
        var whole = await SaveAsync("app:1");
        var (store, paths) = await OpenAsync("second");
        using var _ = store;

        foreach (var length in new[] { 0, 100, 700, whole.Length / 2, whole.Length - 2000 })
        {
            await Assert.ThrowsAsync<InvalidInputException>(() => store.LoadAsync(new MemoryStream(whole, 0, length), null, Token));
            Assert.Empty(await store.ListAsync(Token));
            AssertNothingStaged(paths);
        }

        await Assert.ThrowsAsync<InvalidInputException>(() => store.LoadAsync(new MemoryStream(RandomNumberGenerator.GetBytes(5000)), null, Token));
    }

    [Fact]
    public async Task Load_OfALayoutWhoseBlobIsAnother_LeavesNothing()
    {
        await _store.ImportAsync(Tar("one"), "app:1", new(), cancellationToken: Token);
        var text = Encoding.Latin1.GetString(await SaveAsync("app:1"));
        // The layer's content; its name in the archive still says the old digest.
        var changed = Encoding.Latin1.GetBytes(Regex.Replace(text, "one(?=\0)", "two"));
        var (store, _) = await OpenAsync("second");
        using var _ = store;

        await Assert.ThrowsAsync<InvalidInputException>(() => store.LoadAsync(new MemoryStream(changed), null, Token));

        Assert.Empty(await store.ListAsync(Token));
    }

    [Fact]
    public async Task Load_OfMoreThanIsAccepted_StopsThere()
    {
        _store.Limits = new() { MaxBytes = 1 << 20 };
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _store.LoadAsync(Archive(("big", new byte[2 << 20])), null, Token));
        Assert.Contains("at most 1048576 are accepted", error.Message, StringComparison.Ordinal);
        AssertNothing();
    }

    [Fact]
    public async Task Load_OfOneImageInManyEntries_GivesItAllTheirNames()
    {
        var layer = Tar("one").ToArray();
        var archive = Archive(("config.json", Config(layer)), ("layer.tar", layer), ("manifest.json", Entries(20)));

        var loaded = await _store.LoadAsync(archive, null, Token);

        Assert.Equal(20, loaded.Count);
        Assert.Single(await _store.ListAsync(Token));
        Assert.Equal(20, (await _store.ListAsync(Token))[0].RepositoryTags.Count);
    }

    [Theory]
    [InlineData("entries", "names 501 images; at most 500 are accepted")]
    [InlineData("index", "names 501 images; at most 500 are accepted")]
    [InlineData("layers", "has 501 layers; at most 500 are accepted")]
    [InlineData("documents", "have more than 67108864 bytes together")]
    [InlineData("history", "has 10001 entries of one kind; at most 10000 are accepted")]
    [InlineData("labels", "has 10001 entries of one kind; at most 10000 are accepted")]
    [InlineData("ports", "has 10001 entries of one kind; at most 10000 are accepted")]
    [InlineData("variables", "has 10001 entries of one kind; at most 10000 are accepted")]
    public async Task Load_OfAnArchiveThatWouldTakeTheMemory_IsRefused(string much, string sentence)
    {
        var layer = Tar("one").ToArray();
        string Many(Func<int, string> one) => string.Join(',', Enumerable.Range(0, 10_001).Select(one));
        var text = Encoding.UTF8.GetString(Config(layer));
        var config = Encoding.UTF8.GetBytes(much switch
        {
            "history" => text.Replace("\"history\":[]", "\"history\":[" + Many(_ => "{}") + "]"),
            "labels" => text.Replace("\"config\":{}", "\"config\":{\"Labels\":{" + Many(i => $"\"{i}\":\"\"") + "}}"),
            "ports" => text.Replace("\"config\":{}", "\"config\":{\"ExposedPorts\":{" + Many(i => $"\"{i}\":{{}}") + "}}"),
            "variables" => text.Replace("\"config\":{}", "\"config\":{\"Env\":[" + Many(_ => "\"\"") + "]}"),
            _ => text,
        });
        // Spaces after the document make another of it.
        byte[] Large(int i) => [.. config, .. Enumerable.Repeat((byte)' ', (7 << 20) + i)];
        var archive = much switch
        {
            "index" => Archive(("index.json", Encoding.UTF8.GetBytes($$"""{"manifests":[{{string.Join(',', Enumerable.Repeat($$"""{"mediaType":"","digest":"{{Digest(config)}}","size":1}""", 501))}}]}"""))),
            "documents" => Archive([("layer.tar", layer), .. Enumerable.Range(0, 10).Select(i => ($"{i}.json", Large(i))),
                ("manifest.json", Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 10).Select(i => $$"""{"Config":"{{i}}.json","Layers":["layer.tar"]}"""))}]"))]),
            _ => Archive(("config.json", config), ("layer.tar", layer), ("manifest.json", much == "entries" ? Entries(501) : much == "layers" ? Entries(1, 501) : Entries(1))),
        };

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _store.LoadAsync(archive, null, Token));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        AssertNothing();
    }

    private static byte[] Entries(int count, int layers = 1) => Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, count).Select(i =>
        $$"""{"Config":"config.json","RepoTags":["app:{{i}}"],"Layers":[{{string.Join(',', Enumerable.Repeat("\"layer.tar\"", layers))}}]}"""))}]");

    private async Task<byte[]> SaveAsync(params string[] references)
    {
        using var output = new MemoryStream();
        await _store.SaveAsync(references, output, Token);
        return output.ToArray();
    }

    private async Task<(ImageStore Store, EnginePaths Paths)> OpenAsync(string name)
    {
        var paths = new EnginePaths(new EngineOptions { DataRoot = _directory.At(name), RunRoot = _directory.At(name + "-run") });
        var store = new ImageStore(paths, _events, NullLogger<ImageStore>.Instance);
        await store.LoadAsync(Token);
        return (store, paths);
    }

    private void AssertNothing()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(_paths.BlobsRoot));
        Assert.Equal(["staging"], Directory.EnumerateFileSystemEntries(_paths.LayersRoot).Select(Path.GetFileName));
        AssertNothingStaged(_paths);
    }

    private static void AssertNothingStaged(EnginePaths paths) => Assert.Empty(Directory.EnumerateFileSystemEntries(paths.LayersRoot + "/staging"));

    private static MemoryStream Tar(string content) => (MemoryStream)new TarBuilder().File("f", content).ToStream();

    // A content of "-> target" is a symbolic link.
    private static MemoryStream Archive(params (string Name, byte[] Content)[] members)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                var isLink = content.AsSpan().StartsWith("-> "u8);
                var entry = new PaxTarEntry(isLink ? TarEntryType.SymbolicLink : TarEntryType.RegularFile, name);
                if (isLink) entry.LinkName = Encoding.UTF8.GetString(content.AsSpan(3));
                else entry.DataStream = new MemoryStream(content);
                tar.WriteEntry(entry);
            }
        }

        stream.Position = 0;
        return stream;
    }

    private static byte[] Config(byte[] layer) =>
        Encoding.UTF8.GetBytes($$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{Digest(layer)}}"]},"history":[]}""");

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
