using Panel.Engine.Contract;
using Panel.Engine.Registry;
using Panel.Tests.Shared.Registries;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>What is asked of a registry without an image being taken.</summary>
public sealed class NativeRegistriesTests : RegistryTest
{
    private static readonly TestImage Image = new([TestLayer.OfFile("f", "x")]);

    [Fact]
    public async Task Search_AsksTheHubsSearchOrTheRegistrysList()
    {
        Options.HubSearch = $"http://{Registry.Address}/index";
        Registry.Lie = request => request.Path == "/index/v1/search"
            ? RegistryReply.Text("""{"results":[{"name":"busy","description":"d","star_count":3,"is_official":true},null,{"name":"other"}]}""") : null;
        Assert.Equal([new FoundRepository("busy", "d", 3, true), new("other", "", 0, false)], await Registries.SearchAsync("bus y&n=5", 25, RegistryAccess.Anonymous, Token));
        var asked = Assert.Single(Registry.Requests, request => request.Path == "/index/v1/search");
        Assert.Equal(("bus y&n=5", "25"), (asked.Value("q"), asked.Value("n")));
        Registry.Add(Image, "team/busybox");
        Registry.Add(Image, "team/other");
        Assert.Equal([$"{Registry.Address}/team/busybox"], (await Registries.SearchAsync($"{Registry.Address}/BUSY", 25, RegistryAccess.Anonymous, Token)).Select(found => found.Name));
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("endless", "is larger than")]
    public async Task Search_AnsweredByNonsense_SaysSo(string answer, string sentence)
    {
        Options.HubSearch = $"http://{Registry.Address}";
        Registry.Lie = request => request.Path != "/v1/search" ? null : answer == "endless" ? new(200, new byte[65536]) { Endless = true } : RegistryReply.Text(answer);
        await FailsAsync(() => Registries.SearchAsync("busybox", 25, RegistryAccess.Anonymous, Token), sentence);
        Options.HubSearch = "";
        await FailsAsync(() => Registries.SearchAsync("busybox", 25, RegistryAccess.Anonymous, Token), "turned off by the setting Panel:Registries:HubSearch");
    }

    [Fact]
    public async Task Inspect_OfAnIndexOrAManifest_TellsDigestAndPlatforms()
    {
        Registry.Add(Image);
        var index = TestImage.Index(("linux/arm/v7", Image.ManifestType, Image.Manifest), ("linux/amd64", Image.ManifestType, Image.Manifest), ("unknown/unknown", Image.ManifestType, Image.Manifest));
        Registry.Add("app", "many", TestImage.IndexType, index);
        var single = await Registries.InspectAsync($"{Registry.Address}/app:1", RegistryAccess.Anonymous, Token);
        Assert.Equal((Image.ManifestType, Image.Digest, Image.Manifest.Length), (single.MediaType, single.Digest, single.SizeBytes));
        Assert.Equal(["linux/amd64"], single.Platforms.Select(platform => platform.ToString()));
        var many = await Registries.InspectAsync($"{Registry.Address}/app:many", RegistryAccess.Anonymous, Token);
        Assert.Equal(TestImage.DigestOf(index), many.Digest);
        Assert.Equal(["linux/arm/v7", "linux/amd64"], many.Platforms.Select(platform => platform.ToString()));
        Assert.Equal(many.Digest, await Registries.DigestAsync($"{Registry.Address}/app:many", RegistryAccess.Anonymous, Token));
        Assert.Equal(Image.Digest, (await Registries.InspectAsync($"{Registry.Address}/app@{Image.Digest}", RegistryAccess.Anonymous, Token)).Digest);
    }

    [Theory]
    [InlineData("""{"manifests":[null]}""", null)]
    [InlineData("""{"manifests":5}""", "cannot be read")]
    [InlineData("""{"schemaVersion":2,"layers":[],"config":null}""", null)]
    [InlineData("""{"schemaVersion":2,"layers":[],"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"x","size":1}}""", null)]
    [InlineData("""{"schemaVersion":2,"layers":[],"config":7}""", "cannot be read")]
    [InlineData("5", "is not a manifest")]
    public async Task Inspect_OfNonsense_SaysSoOrTellsNoPlatform(string manifest, string? sentence)
    {
        Registry.Lie = request => request.Path.Contains("/manifests/", StringComparison.Ordinal) ? RegistryReply.Text(manifest) : null;
        var name = $"{Registry.Address}/app:1";
        if (sentence is not null) await FailsAsync(() => Registries.InspectAsync(name, RegistryAccess.Anonymous, Token), sentence);
        else Assert.Empty((await Registries.InspectAsync(name, RegistryAccess.Anonymous, Token)).Platforms);
    }

    [Fact]
    public async Task Digest_OfARegistryThatTellsNoneInTheHead_ReadsTheManifest()
    {
        Registry.Add(Image);
        Registry.Lie = request => request.Method == "HEAD" ? RegistryReply.Empty(200) : null;
        Assert.Equal(Image.Digest, await Registries.DigestAsync($"{Registry.Address}/app:1", RegistryAccess.Anonymous, Token));
    }

    [Fact]
    public async Task Tags_InPages_AreReadToTheEnd()
    {
        Registry.Lie = request => !request.Path.EndsWith("/tags/list", StringComparison.Ordinal) ? null : request.Value("last") switch
        {
            "" => Page("""["a",null]""", "</v2/app/tags/list?last=a>; rel=\"next\""),
            "a" => Page("""["b"]""", $"<http://{Registry.Address}/v2/app/tags/list?last=b>; rel=\"next\""),
            // To another host, which is not gone to.
            _ => Page("""["c"]""", "<http://192.0.2.7/v2/app/tags/list?last=c>; rel=\"next\""),
        };
        Assert.Equal(["a", "b", "c"], await Registries.TagsAsync($"{Registry.Address}/app", RegistryAccess.Anonymous, Token));
    }

    [Theory]
    [InlineData("<//>; rel=\"next\"", 1)]
    [InlineData("<http://[>; rel=\"next\"", 1)]
    [InlineData("rel=\"next\"", 1)]
    [InlineData("<>; rel=\"prev\"", 1)]
    public async Task Tags_WithALinkThatIsNone_EndThere(string link, int count)
    {
        Registry.Lie = request => request.Path.EndsWith("/tags/list", StringComparison.Ordinal) ? Page("""["a"]""", link) : null;
        Assert.Equal(count, (await Registries.TagsAsync($"{Registry.Address}/app", RegistryAccess.Anonymous, Token)).Count);
    }

    [Fact]
    public async Task Tags_WithoutEnd_AreRefused()
    {
        var page = "[" + string.Join(',', Enumerable.Repeat("\"tag\"", 30_000)) + "]";
        Registry.Lie = request => request.Path.EndsWith("/tags/list", StringComparison.Ordinal) ? Page(page, "<?again>; rel=\"next\"") : null;
        await FailsAsync(() => Registries.TagsAsync($"{Registry.Address}/app", RegistryAccess.Anonymous, Token), "has more than 100000 names");
    }

    private static RegistryReply Page(string tags, string link) => RegistryReply.Text($$"""{"tags":{{tags}}}""") with { Headers = new() { ["Link"] = link } };

    private static async Task FailsAsync(Func<Task> ask, string sentence)
    {
        var error = await Assert.ThrowsAnyAsync<EngineException>(ask);
        AssertSentence(error.Message);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }
}
