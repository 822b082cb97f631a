using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Tests.Shared.Registries;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>Blobs in one request, in pieces and from other repositories, to registries that lose what they were given.</summary>
public sealed class PushTests : RegistryTest
{
    private static readonly TestLayer Layer = TestLayer.OfFile("f", RandomNumberGenerator.GetBytes(100_000));
    private static readonly TestImage Image = new([TestLayer.OfFile("below", "b", "zstd"), Layer]);

    [Fact]
    public async Task Push_InOneRequest_GivesTheSameBytes()
    {
        await PushAsync();
        Assert.DoesNotContain(Registry.Requests, request => request.Method == "PATCH");
        // Once more, all is there.
        var before = Registry.Requests.Count;
        await Store.PushAsync(new PushSpec(Name), null, Token);
        Assert.DoesNotContain(Registry.Requests.Skip(before), request => request.Method == "POST");
    }

    [Fact]
    public async Task Push_InPieces_GivesTheSameBytes()
    {
        Options.ChunkBytes = 30_000;
        await PushAsync();
        Assert.Equal(["0-29999", "30000-59999", "60000-89999", $"90000-{Layer.Blob.Length - 1}"], Pieces());
    }

    [Fact]
    public async Task Push_ToARegistryThatWantsLargerPieces_GivesThem()
    {
        Options.ChunkBytes = 30_000;
        Registry.Lie = request => request.Method == "POST" && Registry.Truth(request) is var truth ? truth with { Headers = new(truth.Headers) { ["OCI-Chunk-Min-Length"] = "70000" } } : null;
        await PushAsync();
        Assert.Equal(["0-69999", $"70000-{Layer.Blob.Length - 1}"], Pieces());
    }

    [Fact]
    public async Task Push_ThatBreaksOff_GoesOnWhereTheRegistryIs()
    {
        Options.ChunkBytes = 30_000;
        var failed = 0;
        Registry.Lie = request => request["Content-Range"].StartsWith("60000-", StringComparison.Ordinal) && failed++ < 3 ? RegistryReply.Empty(503) : null;
        await PushAsync();
        Assert.Equal([1, 2, 4], Time.Pauses.Select(pause => pause.TotalSeconds));
        Assert.DoesNotContain(Registry.Requests.Where(request => request["Content-Range"].StartsWith("0-", StringComparison.Ordinal)).Skip(1), _ => true);
    }

    [Fact]
    public async Task Push_ToARegistryThatForgets_EndsAfterFiveAttempts()
    {
        Options.ChunkBytes = 30_000;
        await PullAsync(Name = Registry.Add(Image, "source"));
        Registry.Blobs.TryRemove(Layer.Digest, out _);
        await Store.TagAsync(Name, Name = $"{Registry.Address}/team/app:1", Token);
        // It takes the first piece, loses it with the second and says so.
        Registry.Lie = request => request.Method == "GET" && request.Path.Contains("/uploads/", StringComparison.Ordinal) ? RegistryReply.Empty(204, ("Location", request.Path), ("Range", "0-0"))
            : request.Method == "PATCH" && !request["Content-Range"].StartsWith("0-", StringComparison.Ordinal) ? RegistryReply.Empty(500)
            : request.Method == "PATCH" ? RegistryReply.Empty(202, ("Location", request.Path)) : null;
        var error = await Assert.ThrowsAsync<EngineFailureException>(() => Store.PushAsync(new PushSpec(Name), null, Token));
        AssertSentence(error.Message);
        Assert.Contains("5 attempts were made", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_OfABlobOfAnotherRepository_AsksForAMount()
    {
        await PullAsync(Name = Registry.Add(Image, "source"));
        await Store.TagAsync(Name, Name = $"{Registry.Address}/target:1", Token);
        // Per repository: what the registry has elsewhere is not here.
        Registry.Lie = request => request.Method == "HEAD" ? RegistryReply.Empty(404) : null;
        await Store.PushAsync(new PushSpec(Name), null, Token);
        var mounts = Registry.Requests.Where(request => request.Value("mount").Length > 0).ToList();
        Assert.Equal([.. Image.Layers.Select(layer => layer.Digest).Order()], mounts.Select(request => request.Value("mount")).Order());
        Assert.All(mounts, request => Assert.Equal(("/v2/target/blobs/uploads/", "source"), (request.Path, request.Value("from"))));
        Assert.Equal(Image.Manifest, Registry.Manifests["target:1"].Content);
        // The configuration alone is uploaded.
        Assert.Equal(Image.Id, Assert.Single(Registry.Requests, request => request.Method == "PUT" && request.Path.Contains("/blobs/", StringComparison.Ordinal)).Value("digest"));
    }

    [Theory]
    [InlineData(202, 2)]
    [InlineData(503, 0)]
    [InlineData(RegistryReply.NoAnswer, 2)]
    public async Task Push_WhereNothingIsMounted_UploadsIt(int status, int cancelled)
    {
        await PullAsync(Name = Registry.Add(Image, "source"));
        await Store.TagAsync(Name, Name = $"{Registry.Address}/target:1", Token);
        Registry.Mounts = false;
        var failed = 0;
        Registry.Lie = request => request.Method == "HEAD" ? RegistryReply.Empty(404)
            : status != 202 && request.Value("mount").Length > 0 && Interlocked.Increment(ref failed) <= 2 ? RegistryReply.Empty(status) : null;
        await Store.PushAsync(new PushSpec(Name), null, Token);
        Assert.Equal(Image.Manifest, Registry.Manifests["target:1"].Content);
        Assert.Equal(cancelled, Registry.Requests.Count(request => request.Method == "DELETE"));
    }

    [Fact]
    public async Task Push_SentToAnotherHost_TakesNoCredentialsAlong()
    {
        await using var other = new FakeRegistry();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{Password}"));
        await PullAsync(Name = Registry.Add(Image, "source"));
        await Store.TagAsync(Name, Name = $"{Registry.Address}/target:1", Token);
        Registry.Blobs.Clear();
        Registry.Mounts = false;
        Registry.Lie = request => request["Authorization"] != basic ? RegistryReply.Empty(401, ("WWW-Authenticate", "Basic realm=\"x\""))
            : request is { Method: "POST" } ? RegistryReply.Empty(202, ("Location", $"http://{other.Address}/store")) : null;
        other.Lie = request => RegistryReply.Empty(request.Method == "PUT" ? 201 : 204);
        await Store.PushAsync(new PushSpec(Name) { Access = new() { UserName = "ada", Password = Password } }, null, Token);
        Assert.Equal(3, other.Requests.Count(request => request.Method == "PUT"));
        Assert.All(other.Requests, request => Assert.Empty(request["Authorization"]));
    }

    [Theory]
    [InlineData("no address", "does not say where to upload to")]
    [InlineData("a broken address", "does not say where to upload to")]
    [InlineData("refused manifest", "with status 400 (manifest invalid)")]
    [InlineData("denied", "log in first")]
    [InlineData("wrong digest", "with status 400")]
    public async Task Push_ThatIsRefused_SaysWhy(string why, string sentence)
    {
        await PullAsync(Name = Registry.Add(Image, "source"));
        await Store.TagAsync(Name, Name = $"{Registry.Address}/target:1", Token);
        Registry.Blobs.Clear();
        Registry.Mounts = false;
        Registry.Lie = request => (why, request.Method) switch
        {
            ("no address", "POST") => RegistryReply.Empty(202),
            ("a broken address", "POST") => RegistryReply.Empty(202, ("Location", "http://")),
            ("refused manifest", "PUT") when request.Path.Contains("/manifests/", StringComparison.Ordinal) => RegistryReply.Json(new { errors = new[] { new { message = "manifest\ninvalid" } } }, 400),
            ("denied", "POST") => RegistryReply.Empty(403),
            ("wrong digest", "PUT") => RegistryReply.Json(new { errors = new[] { new { code = "DIGEST_INVALID" } } }, 400),
            _ => null,
        };
        var error = await Assert.ThrowsAnyAsync<EngineException>(() => Store.PushAsync(new PushSpec(Name), null, Token));
        AssertSentence(error.Message);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_OfLayersThatWereMadeHere_CompressesThemOnce()
    {
        var layer = TestLayer.OfFile("f", new string('x', 300_000), "plain");
        var image = await Store.ImportAsync(new MemoryStream(layer.Blob), Name = $"{Registry.Address}/made:1", new(), cancellationToken: Token);
        var notes = new TransferNotes();
        var pushed = await Store.PushAsync(new PushSpec(Name), notes, Token);
        var sent = Assert.Single(Layers("made:1"));
        Assert.Equal("application/vnd.oci.image.layer.v1.tar+gzip", sent.MediaType);
        Assert.True(sent.Size < 10_000);
        Assert.Equal(layer.Blob, Unpacked(sent.Digest));
        // Told from the first byte on, which may be long before the first is sent.
        Assert.Equal([TransferStage.Found, TransferStage.Waiting, TransferStage.Compressing, TransferStage.Pushing, TransferStage.Pushed], notes.All.Select(note => note.Stage).Distinct());
        Assert.Equal((layer.Blob.Length, layer.Blob.Length), (notes.Of(TransferStage.Compressing).Last().CurrentBytes, notes.Of(TransferStage.Compressing).Last().TotalBytes));
        Assert.Equal(sent.Size, notes.Of(TransferStage.Pushing).Last().TotalBytes);
        // The image is the same, and what is kept of it is what was sent.
        Assert.Equal(image.Summary.Id, (await Store.InspectAsync(Name, Token)).Summary.Id);
        Assert.Equal(sent.Digest, Assert.Single((await Store.InspectAsync(Name, Token)).Layers).BlobDigest);

        var before = Registry.Requests.Count;
        Assert.Equal(pushed.Digest, (await Store.PushAsync(new PushSpec(Name), null, Token)).Digest);
        await ReopenAsync();
        Assert.Equal(pushed.Digest, (await Store.PushAsync(new PushSpec(Name), null, Token)).Digest);
        Assert.DoesNotContain(Registry.Requests.Skip(before), request => request.Method == "POST");
    }

    [Fact]
    public async Task Push_OfAnImageThatGoesAtThatMoment_SaysThatThereIsNone()
    {
        await Store.ImportAsync(new MemoryStream(TestLayer.OfFile("f", "content", "gzip").Blob), Name = $"{Registry.Address}/made:1", new(), cancellationToken: Token);
        using ManualResetEventSlim entered = new(), goOn = new();
        Store.Users = () =>
        {
            entered.Set();
            goOn.Wait(TimeSpan.FromSeconds(20));
            return [];
        };
        var removing = Store.RemoveAsync(Name, cancellationToken: Token);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(20), Token));
        var pushing = Store.PushAsync(new PushSpec(Name), null, Token);
        goOn.Set();
        await removing;
        Assert.Contains("There is no image named", (await Assert.ThrowsAsync<ObjectNotFoundException>(() => pushing)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_OfAnImageThatIsForcedAwayMeanwhile_LeavesNoNameOfIt()
    {
        var image = await Store.ImportAsync(new MemoryStream(TestLayer.OfFile("f", "content", "gzip").Blob), Name = $"{Registry.Address}/made:1", new(), cancellationToken: Token);
        Store.Users = () => [new ImageUser("c1", "stopped", image.Summary.Id, Running: false)];
        var removing = Task.CompletedTask;
        Registry.Lie = request =>
        {
            if (request.Method == "PUT" && request.Path.Contains("/manifests/", StringComparison.Ordinal)) removing = Store.RemoveAsync(Name, force: true, cancellationToken: Token);
            return null;
        };
        await Store.PushAsync(new PushSpec(Name), null, Token);
        await removing;
        await ReopenAsync();
        Assert.Empty(await Store.ListAsync(Token));
    }

    [Fact]
    public async Task Push_OfTheSameLayerInAnotherImage_SendsNothingAnew()
    {
        var layer = TestLayer.OfFile("f", new string('x', 300_000), "plain");
        await Store.ImportAsync(new MemoryStream(layer.Blob), $"{Registry.Address}/one:1", new(), cancellationToken: Token);
        await Store.ImportAsync(new MemoryStream(layer.Blob), $"{Registry.Address}/two:1", new() { Command = ["other"] }, cancellationToken: Token);
        await Store.PushAsync(new PushSpec($"{Registry.Address}/one:1"), null, Token);
        await Store.PushAsync(new PushSpec($"{Registry.Address}/two:1"), null, Token);
        Assert.Equal(Layers("one:1"), Layers("two:1"));
    }

    [Fact]
    public async Task Push_OfADamagedPlainLayer_IsRefusedAndChangesNothing()
    {
        var layer = TestLayer.OfFile("f", "content", "plain");
        await Store.ImportAsync(new MemoryStream(layer.Blob), Name = $"{Registry.Address}/made:1", new(), cancellationToken: Token);
        var blob = BlobFile(layer.Digest);
        await File.WriteAllBytesAsync(blob, [.. layer.Blob[..^1], 1], Token);
        var error = await Assert.ThrowsAsync<EngineFailureException>(() => Store.PushAsync(new PushSpec(Name), null, Token));
        AssertSentence(error.Message);
        Assert.Contains("is damaged; it cannot be pushed", error.Message, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(blob, layer.Blob, Token);
        Assert.Equal(layer.Digest, Assert.Single((await Store.InspectAsync(Name, Token)).Layers).BlobDigest);
    }

    [Fact]
    public async Task Push_OfPlainLayersThatCameFromElsewhere_KeepsTheirManifest()
    {
        await using var source = new FakeRegistry();
        var image = new TestImage([TestLayer.OfFile("f", "plain", "plain")]);
        await PullAsync(Name = source.Add(image));
        await Store.TagAsync(Name, Name = $"{Registry.Address}/team/app:1", Token);
        Assert.Equal(image.Digest, (await Store.PushAsync(new PushSpec(Name), null, Token)).Digest);
    }

    private string Name { get; set; } = "";

    private List<(string MediaType, string Digest, long Size)> Layers(string name)
    {
        using var manifest = JsonDocument.Parse(Registry.Manifests[name].Content);
        return [.. manifest.RootElement.GetProperty("layers").EnumerateArray().Select(layer =>
            (layer.GetProperty("mediaType").GetString()!, layer.GetProperty("digest").GetString()!, layer.GetProperty("size").GetInt64()))];
    }

    private byte[] Unpacked(string digest)
    {
        using var gzip = new GZipStream(new MemoryStream(Registry.Blobs[digest]), CompressionMode.Decompress);
        using var tar = new MemoryStream();
        gzip.CopyTo(tar);
        return tar.ToArray();
    }

    private IEnumerable<string> Pieces() => Registry.Requests.Where(request => request.Method == "PATCH").Select(request => request["Content-Range"]);

    // Pulled from one, pushed to a registry that has nothing: equal to the byte.
    private async Task PushAsync()
    {
        await using var source = new FakeRegistry();
        await PullAsync(Name = source.Add(Image));
        await Store.TagAsync(Name, Name = $"{Registry.Address}/team/app:1", Token);
        var pushed = await Store.PushAsync(new PushSpec(Name), null, Token);
        Assert.Equal((Image.Digest, "1", Image.Manifest.Length), (pushed.Digest, pushed.Tag, pushed.SizeBytes));
        Assert.Equal(source.Manifests["app:1"], Registry.Manifests["team/app:1"], (one, other) => one.Type == other.Type && one.Content.SequenceEqual(other.Content));
        Assert.Equal(source.Blobs.Keys.Order(), Registry.Blobs.Keys.Order());
        Assert.All(source.Blobs, blob => Assert.Equal(blob.Value, Registry.Blobs[blob.Key]));
    }
}
