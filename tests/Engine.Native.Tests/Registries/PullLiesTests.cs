using System.Text;
using System.Text.Json.Nodes;
using Panel.Engine.Contract;
using Panel.Tests.Shared.Registries;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>R7: a registry that lies. The image is verified or absent, the store contains nothing else, and the error is one sentence.</summary>
public sealed class PullLiesTests : RegistryTest
{
    private static readonly TestLayer Layer = TestLayer.OfFile("f", new string('x', 300_000), "plain");
    private static readonly TestImage Image = new([TestLayer.OfFile("below", "b"), Layer]);

    [Theory]
    [InlineData("cut", "broke")]
    [InlineData("short", "broke")]
    [InlineData("cut without a length", "broke off")]
    [InlineData("too short a length", "has 1000 bytes, but its manifest says")]
    [InlineData("too long a length", "has 400000 bytes, but its manifest says")]
    [InlineData("more than there is", "sent more than the")]
    [InlineData("without end", "sent more than the")]
    [InlineData("other bytes", "has the digest")]
    [InlineData("status 500", "failed with status 500; 5 attempts were made")]
    [InlineData("status 429", "(429); 5 attempts were made")]
    [InlineData("status 404", "is not in the registry")]
    [InlineData("status 418", "refused the blob")]
    [InlineData("redirects in a circle", "without end")]
    [InlineData("redirects to a file", "redirects")]
    [InlineData("redirects to nothing", "with status 307")]
    public async Task Pull_OfALayerThatIsALie_LeavesNothing(string lie, string sentence)
    {
        var name = Registry.Add(Image);
        var blob = Layer.Blob;
        Registry.Lie = request => !request.Path.EndsWith(Layer.Digest, StringComparison.Ordinal) ? null : lie switch
        {
            "cut" => new(200, blob) { CutAfter = 1000 },
            "short" => new(200, blob[..1000]) { Length = blob.Length },
            "cut without a length" => new(200, blob[..1000]) { Length = -1 },
            "too short a length" => new(200, blob[..1000]),
            "too long a length" => new(200, [.. blob, .. new byte[400_000 - blob.Length]]),
            "more than there is" => new(200, [.. blob, 1]) { Length = -1 },
            "without end" => new(200, blob) { Endless = true },
            "other bytes" => new(200, [.. blob[..600], (byte)'y', .. blob[601..]]),
            "redirects in a circle" => RegistryReply.Empty(307, ("Location", request.Path)),
            "redirects to a file" => RegistryReply.Empty(307, ("Location", "file:///etc/passwd")),
            "redirects to nothing" => RegistryReply.Empty(307, ("Location", "http://")),
            _ => RegistryReply.Empty(int.Parse(lie.Split(' ')[1])),
        };
        await RefusedAsync(name, sentence);

        // The truth afterwards is enough: nothing of the lie is stored.
        Registry.Lie = _ => null;
        await PullAsync(name);
        Assert.Equal(new string('x', 300_000), FileOf(name, "f"));
    }

    [Theory]
    [InlineData("bytes 5-9/10")]
    [InlineData("bytes 0-300000/300001")]
    [InlineData(null)]
    public async Task Pull_ResumedAtAnotherPlace_LeavesNothing(string? range)
    {
        var name = Registry.Add(Image);
        Registry.Lie = request => !request.Path.EndsWith(Layer.Digest, StringComparison.Ordinal) ? null
            : request["Range"].Length == 0 ? new(200, Layer.Blob) { CutAfter = 100_000 }
            : RegistryReply.Empty(206, range is null ? [] : [("Content-Range", range)]) with { Body = Layer.Blob[50_000..] };
        await RefusedAsync(name, "but was asked from byte");
    }

    [Fact]
    public async Task Pull_ResumedWithOtherBytes_LeavesNothing()
    {
        var name = Registry.Add(Image);
        Registry.Lie = request => !request.Path.EndsWith(Layer.Digest, StringComparison.Ordinal) ? null
            : request["Range"].Length == 0 ? new(200, Layer.Blob) { CutAfter = 100_000 } : Registry.Truth(request) is var truth ? truth with { Body = new byte[truth.Body.Length] } : null;
        await RefusedAsync(name, "has the digest");
    }

    /// <summary>Silence, and a byte now and then, which is no better.</summary>
    [Theory]
    [InlineData("manifest", 0)]
    [InlineData("manifest", 10)]
    [InlineData("config", 10)]
    [InlineData("blob", 0)]
    [InlineData("blob", 2000)]
    [InlineData("error", 5)]
    public async Task Pull_OfARegistryThatFallsSilent_Ends(string where, int after)
    {
        var name = Registry.Add(Image);
        Options.Patience = TimeSpan.FromMilliseconds(300);
        Registry.Lie = request => where switch
        {
            "manifest" when request.Path.Contains("/manifests/", StringComparison.Ordinal) => new(200, Image.Manifest) { CutAfter = after, Length = Image.Manifest.Length, Hangs = true },
            "config" when request.Path.EndsWith(Image.Id, StringComparison.Ordinal) => new(200, Image.Config) { CutAfter = after, Length = Image.Config.Length, Hangs = true },
            "blob" when request.Path.EndsWith(Layer.Digest, StringComparison.Ordinal) => new(200, Layer.Blob) { CutAfter = after, Length = Layer.Blob.Length, Hangs = true },
            "error" when request.Path.Contains("/manifests/", StringComparison.Ordinal) => new(500, Image.Manifest) { CutAfter = after, Hangs = true },
            _ => null,
        };
        await RefusedAsync(name, "5 attempts were made");
    }

    [Theory]
    [InlineData("another manifest", "does not match the digest")]
    [InlineData("giant", "is larger than")]
    [InlineData("endless", "is larger than")]
    [InlineData("page", "is not a manifest")]
    [InlineData("list", "is not a manifest")]
    [InlineData("both", "has layers and an index at once")]
    [InlineData("schema 1", "old schema 1")]
    [InlineData("artifact", "artifact of type application/x")]
    [InlineData("odd layer", "is of type application/y")]
    [InlineData("long type", "artifact of type")]
    [InlineData("no digest", "is not a sha256 digest and size")]
    [InlineData("negative size", "is not a sha256 digest and size")]
    [InlineData("null layer", "names no configuration or layers")]
    [InlineData("no layers", "is not a usable image")]
    [InlineData("too few layers", "a diff id for each layer")]
    [InlineData("too many layers", "at most 500 are accepted")]
    [InlineData("two sizes", "of several sizes")]
    [InlineData("missing config", "is not in the registry")]
    [InlineData("other config", "gave content that does not match the digest")]
    [InlineData("config is no JSON", "its configuration cannot be read")]
    [InlineData("config without layers", "a diff id for each layer")]
    [InlineData("other diff id", "unpacks to")]
    [InlineData("null in the config", "has empty entries")]
    [InlineData("null in the history", "has empty entries")]
    [InlineData("windows", "not linux")]
    [InlineData("giant layer", "at most 68719476736 are accepted")]
    public async Task Pull_OfWrongDocuments_LeavesNothing(string wrong, string sentence)
    {
        var image = new TestImage(Image.Layers, config => Change(config, wrong), manifest => Change(manifest, wrong));
        var name = Registry.Add(image);
        Registry.Lie = request => (wrong, request.Path) switch
        {
            ("another manifest", "/v2/app/manifests/1") => new(200, Image.Manifest) { Headers = { ["Docker-Content-Digest"] = Layer.Digest } },
            ("giant", "/v2/app/manifests/1") => new(200, new byte[5 << 20]),
            ("endless", "/v2/app/manifests/1") => new(200, new byte[65536]) { Endless = true },
            ("page", "/v2/app/manifests/1") => RegistryReply.Text("<html>", "text/html"),
            ("list", "/v2/app/manifests/1") => RegistryReply.Text("[]"),
            ("missing config", var path) when path.EndsWith(image.Id, StringComparison.Ordinal) => RegistryReply.Empty(404),
            ("other config", var path) when path.EndsWith(image.Id, StringComparison.Ordinal) => new(200, new byte[image.Config.Length]),
            _ => null,
        };
        if (wrong == "config is no JSON")
        {
            var junk = new byte[10];
            Registry.Blobs[TestImage.DigestOf(junk)] = junk;
            Registry.Add("app", "1", image.ManifestType, new TestImage(Image.Layers, null, manifest => manifest["config"] = TestImage.Descriptor("application/vnd.oci.image.config.v1+json", TestImage.DigestOf(junk), 10)).Manifest);
        }
        await RefusedAsync(name, sentence);
    }

    private static void Change(JsonObject document, string wrong)
    {
        if (document["layers"] is JsonArray layers) ChangeManifest(document, layers, wrong);
        else ChangeConfig(document, wrong);
    }

    private static void ChangeManifest(JsonObject manifest, JsonArray layers, string wrong)
    {
        var first = layers[0]!.AsObject();
        switch (wrong)
        {
            case "both": manifest["manifests"] = new JsonArray(); break;
            case "schema 1": manifest["schemaVersion"] = 1; break;
            case "artifact": manifest["config"]!["mediaType"] = "application/x"; break;
            case "long type": manifest["config"]!["mediaType"] = "application/\n" + new string('x', 100_000); break;
            case "odd layer": first["mediaType"] = "application/y"; break;
            case "no digest": first["digest"] = "sha256:../../../../etc/passwd"; break;
            case "negative size": first["size"] = -1; break;
            case "giant layer": first["size"] = long.MaxValue; break;
            case "null layer": layers[0] = null; break;
            case "no layers": manifest.Remove("layers"); break;
            case "too few layers": layers.RemoveAt(1); break;
            case "too many layers": for (var i = 0; i < 500; i++) layers.Add(first.DeepClone()); break;
            case "two sizes":
                layers[1] = first.DeepClone();
                layers[1]!["size"] = 5;
                break;
        }
    }

    private static void ChangeConfig(JsonObject config, string wrong)
    {
        switch (wrong)
        {
            case "config without layers": config.Remove("rootfs"); config["rootfs"] = new JsonObject { ["diff_ids"] = null }; break;
            case "other diff id": config["rootfs"]!["diff_ids"]![1] = TestImage.DigestOf(Encoding.UTF8.GetBytes("another")); break;
            case "null in the config": config["config"]!["Env"] = new JsonArray("A=b", null); break;
            case "null in the history": config["history"] = new JsonArray((JsonNode?)null); break;
            case "windows": config["os"] = "windows"; break;
        }
    }

    [Theory]
    [InlineData("nested", "an index of manifests within an index")]
    [InlineData("itself", "does not match the digest")]
    [InlineData("null", "cannot be read")]
    [InlineData("other platform", "it is there for linux/s390x, linux/arm/v7")]
    [InlineData("empty", "it is there for no platform")]
    [InlineData("gone", "is not in the registry")]
    public async Task Pull_OfAWrongIndex_LeavesNothing(string wrong, string sentence)
    {
        var manifest = (Type: Image.ManifestType, Content: Image.Manifest);
        var index = wrong switch
        {
            "nested" or "itself" => TestImage.Index(("linux/amd64", TestImage.IndexType, TestImage.Index(("linux/amd64", manifest.Type, manifest.Content)))),
            "null" => """{"schemaVersion":2,"manifests":[null]}"""u8.ToArray(),
            "other platform" => TestImage.Index(("linux/s390x", manifest.Type, manifest.Content), ("linux/arm/v7", manifest.Type, manifest.Content), ("unknown/unknown", manifest.Type, manifest.Content)),
            "empty" => TestImage.Index(),
            _ => TestImage.Index(("linux/amd64", manifest.Type, manifest.Content)),
        };
        Registry.Add("app", "1", TestImage.IndexType, index);
        Registry.Add("app", null, TestImage.IndexType, TestImage.Index(("linux/amd64", manifest.Type, manifest.Content)));
        // One that points at itself cannot be made; a registry can only say so.
        Registry.Lie = request => wrong == "itself" && request.Path.Contains("sha256:", StringComparison.Ordinal) ? new(200, index) { Headers = { ["Content-Type"] = TestImage.IndexType } } : null;
        await RefusedAsync($"{Registry.Address}/app:1", sentence);
    }

    [Fact]
    public async Task Pull_OfALayerThatIsHereUnderAnotherBlob_IsVerifiedAllTheSame()
    {
        await PullAsync(Registry.Add(Image, "private"));
        // A blob of one's own that is said to unpack to somebody else's layer.
        var own = TestLayer.OfFile("mine", "mine");
        var thief = new TestImage([new TestLayer(own.Blob, Layer.DiffId, own.MediaType)]);
        await RefusedAsync(Registry.Add(thief, "thief"), "unpacks to");
        // Neither when the blob is here already.
        await PullAsync(Registry.Add(new TestImage([own]), "own"));
        await RefusedAsync(Registry.Add(thief, "thief"), "unpacks to");
        // The truth in another compression is taken, and the layer is there once.
        var repacked = TestLayer.OfFile("f", new string('x', 300_000), "zstd");
        Assert.Equal(Layer.DiffId, repacked.DiffId);
        await PullAsync(Registry.Add(new TestImage([repacked]), "repacked"));
    }

    [Fact]
    public async Task Pull_Cancelled_LeavesNothing()
    {
        var name = Registry.Add(Image);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Registry.Lie = request =>
        {
            if (request.Path.EndsWith(Layer.Digest, StringComparison.Ordinal)) cancel.Cancel();
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PullAsync(new PullSpec(name), null, cancel.Token));
    }
}
