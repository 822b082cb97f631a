using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Tests.Shared.Registries;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>What a pull can do where the registry is honest, or only unreliable.</summary>
public sealed class PullTests : RegistryTest
{
    [Fact]
    public async Task Pull_OfLayersInEveryCompression_GivesTheSameFiles()
    {
        var image = new TestImage([.. new[] { "plain", "gzip", "zstd" }.Select((compression, index) => TestLayer.OfFile($"f{index}", compression, compression))]);
        var pulled = await PullAsync(Registry.Add(image));
        Assert.Equal((image.Id, image.Digest, true), (pulled.Image.Summary.Id, pulled.Digest, pulled.Changed));
        var layers = Store.Resolve(image.Id).LayerDirectories;
        Assert.Equal(["zstd", "gzip", "plain"], layers.Select((layer, index) => File.ReadAllText($"{layer}/f{2 - index}")));
        Assert.False((await PullAsync(Registry.Add(image))).Changed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_OfABlobThatBreaksFourTimes_GoesOnWhereItBroke(bool knowsRange)
    {
        var layer = TestLayer.OfFile("f", new string('x', 500_000), "plain");
        var name = Registry.Add(new TestImage([layer]));
        var breaks = 0;
        Registry.Lie = request =>
        {
            if (!request.Path.EndsWith(layer.Digest, StringComparison.Ordinal)) return null;
            var reply = knowsRange ? Registry.Truth(request) : new RegistryReply(200, layer.Blob);
            return ++breaks < 5 ? reply with { CutAfter = knowsRange ? 100_000 : breaks * 100_000 } : reply;
        };
        var notes = new TransferNotes();
        await PullAsync(name, progress: notes);
        Assert.Equal(500_000, FileOf(name, "f").Length);
        Assert.Equal(["", "bytes=100000-", "bytes=200000-", "bytes=300000-", "bytes=400000-"], Registry.Requests.Where(request => request.Path.EndsWith(layer.Digest, StringComparison.Ordinal)).Select(request => request["Range"]));
        Assert.Equal(Seconds(1, 2, 4, 8), Time.Pauses);
        Assert.Equal(4, notes.Of(TransferStage.Retrying).Count());
    }

    [Fact]
    public async Task Pull_OfALargeBlobThatBreaksOften_CountsAnewAfterMuchProgress()
    {
        var layer = TestLayer.OfFile("f", new byte[9 << 20], "plain");
        var name = Registry.Add(new TestImage([layer]));
        Registry.Lie = request => request.Path.EndsWith(layer.Digest, StringComparison.Ordinal) && Registry.Truth(request) is { Body.Length: > 1_200_000 } reply ? reply with { CutAfter = 1_200_000 } : null;
        await PullAsync(name);
        Assert.Equal(Seconds([.. Enumerable.Repeat(1, 7)]), Time.Pauses);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("86400", 60)]
    [InlineData("0", 1)]
    [InlineData("Fri, 01 Jan 2100 00:00:00 GMT", 60)]
    [InlineData("soon", 1)]
    public async Task Pull_OfARegistryThatAsksToWait_WaitsSoLong(string header, int seconds)
    {
        var name = Registry.Add(new TestImage([TestLayer.OfFile("f", "x")]));
        var asked = 0;
        Registry.Lie = request => request.Path.EndsWith("/manifests/1", StringComparison.Ordinal) && asked++ == 0 ? RegistryReply.Empty(429, ("Retry-After", header)) : null;
        await PullAsync(name);
        Assert.Equal(Seconds(seconds), Time.Pauses);
    }

    [Fact]
    public async Task Pull_WithMirrors_AsksThemInOrderAndThenTheHub()
    {
        await using FakeRegistry dead = new(), empty = new(), lying = new();
        var image = new TestImage([TestLayer.OfFile("f", "x")]);
        Registry.Add(image, "library/app");
        lying.Add(image, "library/app");
        lying.Blobs[image.Layers[0].Digest] = new byte[image.Layers[0].Blob.Length];
        dead.Lie = _ => RegistryReply.Empty(500);
        Options.Hub = $"http://{Registry.Address}";
        Options.Mirrors = [$"http://{dead.Address}", $"http://{empty.Address}", $"http://{lying.Address}"];
        var access = new RegistryAccess { UserName = "ada", Password = Password };
        await PullAsync("app:1", access: access);
        Assert.Equal("x", FileOf("app:1", "f"));
        Assert.All(new[] { dead, empty, lying }, mirror => Assert.NotEmpty(mirror.Requests));
        Assert.All(new[] { dead, empty, lying }.SelectMany(mirror => mirror.Requests), request => Assert.Empty(request["Authorization"]));
        // A mirror that has it is enough.
        lying.Blobs[image.Layers[0].Digest] = image.Layers[0].Blob;
        await Store.RemoveAsync("app:1", cancellationToken: Token);
        var before = Registry.Requests.Count;
        await PullAsync("app:1", access: access);
        Assert.Equal(before, Registry.Requests.Count);
        // Other registries are asked themselves.
        await RefusedAsync($"{Registry.Address}/nosuch", "is not in the registry");
        Assert.DoesNotContain(lying.Requests, request => request.Path.Contains("nosuch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pull_OfTheHub_WhereItIsTurnedOff_SaysSo() => await RefusedAsync("app:1", $"Docker Hub is turned off by the setting Panel:Registries:Hub; name another registry");

    [Fact]
    public async Task Pull_ByDigest_TakesNoTagAndIsFoundByIt()
    {
        var image = new TestImage([TestLayer.OfFile("f", "x")]);
        Registry.Add(image);
        var name = $"{Registry.Address}/app@{image.Digest}";
        var pulled = await PullAsync(name);
        Assert.Empty(pulled.Image.Summary.RepositoryTags);
        Assert.Equal([name], pulled.Image.Summary.RepositoryDigests);
        Assert.Equal("x", FileOf(name, "f"));
        Registry.Lie = request => request.Path.Contains("/manifests/", StringComparison.Ordinal) ? new(200, new TestImage([TestLayer.OfFile("f", "y")]).Manifest) : null;
        await RefusedAsync(name, "does not match the digest");
    }

    [Fact]
    public async Task Pull_OfSeveralPlatforms_TakesTheOneThatIsAskedFor()
    {
        TestImage Of(string architecture, string text) => new([TestLayer.OfFile("f", text)], config => config["architecture"] = architecture);
        var (host, arm, arm64) = (Of(ImageStore.Architecture, "host"), Of("arm", "v7"), Of("arm64", "arm64"));
        foreach (var image in new[] { host, arm, arm64 }) Registry.Add(image, tag: "unused");
        Registry.Add("app", "1", TestImage.IndexType, TestImage.Index(
            ("linux/arm/v7", arm.ManifestType, arm.Manifest), ($"linux/{ImageStore.Architecture}", host.ManifestType, host.Manifest), ("linux/arm64/v8", arm64.ManifestType, arm64.Manifest)));
        var name = $"{Registry.Address}/app:1";
        foreach (var (platform, image) in new[] { (null, host), ("linux/arm/v7", arm), ("linux/arm", arm), ("arm64", arm64), ("linux/aarch64", arm64), ("linux", host) })
            Assert.Equal(image.Id, (await PullAsync(name, platform)).Image.Summary.Id);
        await RefusedAsync(name, $"has no manifest for linux/s390x; it is there for linux/arm/v7, linux/{ImageStore.Architecture}, linux/arm64", "linux/s390x");
        await RefusedAsync($"{Registry.Address}/app:unused", "has no manifest for linux/s390x; it is there for linux/arm64", "linux/s390x");
        await RefusedAsync(name, "is not a platform", "linux/amd64/v1/x");
    }

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("application/vnd.oci.image.index.v1+json", true)]
    [InlineData("application/vnd.oci.image.index.v1+json", false)]
    [InlineData("", false)]
    public async Task Pull_OfAManifestWithAWrongContentType_TakesItForWhatItIs(string type, bool saysItself)
    {
        var image = new TestImage([TestLayer.OfFile("f", "x")], null, manifest => { if (!saysItself) manifest.Remove("mediaType"); });
        var name = Registry.Add(image);
        Registry.Add("app", "1", type, image.Manifest);
        Assert.Equal(image.Id, (await PullAsync(name)).Image.Summary.Id);
    }

    [Fact]
    public async Task Pull_OfAnIndexWithoutPlatforms_TakesItsOnlyManifest()
    {
        var image = new TestImage([TestLayer.OfFile("f", "x")]);
        Registry.Add(image);
        var index = TestImage.Index(("", image.ManifestType, image.Manifest));
        Registry.Add("app", "1", TestImage.IndexType, index);
        var pulled = await PullAsync($"{Registry.Address}/app:1");
        Assert.Equal((image.Id, TestImage.DigestOf(index)), (pulled.Image.Summary.Id, pulled.Digest));
    }

    [Fact]
    public async Task Pull_OfLayersThatAreHere_AsksForTheOthersOnly()
    {
        var shared = TestLayer.OfFile("below", "b");
        await PullAsync(Registry.Add(new TestImage([shared]), "base"));
        await PullAsync(Registry.Add(new TestImage([shared, TestLayer.OfFile("f", "x"), shared])));
        Assert.Single(Registry.Requests, request => request.Path.EndsWith(shared.Digest, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pull_TwiceAtOnce_GivesOneImage()
    {
        var name = Registry.Add(new TestImage([TestLayer.OfFile("f", new string('x', 100_000))]));
        var pulled = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PullAsync(name)));
        Assert.Single(pulled.Select(one => one.Image.Summary.Id).Distinct());
    }

    private static IEnumerable<TimeSpan> Seconds(params int[] seconds) => seconds.Select(second => TimeSpan.FromSeconds(second));
}
