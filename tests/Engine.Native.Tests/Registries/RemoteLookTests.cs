using System.Security.Cryptography;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>Looking at what a registry has, without pulling: digests, pages of names, sizes.</summary>
public sealed class RemoteLookTests
{
    private static readonly string Old = "sha256:" + new string('a', 64);
    private static readonly string New = "sha256:" + new string('b', 64);
    private readonly RegistryClient _registries = new(new RegistryOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Peek_Unchanged_IsOneConditionalHead()
    {
        await using var server = new SmallServer(request => request["If-None-Match"] == $"\"{Old}\"" ? new(304) : new(200, "{}"));
        Assert.Equal(new RemoteDigest(Old), await PeekAsync(server, Old));
        Assert.Equal(["HEAD /v2/team/app/manifests/1"], Manifests(server));
    }

    [Fact]
    public async Task Peek_Changed_TellsTheDigest()
    {
        await using var server = new SmallServer(_ => new(200, "{}", $"Docker-Content-Digest: {New}", "Content-Type: application/vnd.oci.image.index.v1+json"));
        Assert.Equal(new RemoteDigest(New), await PeekAsync(server, Old));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Docker-Content-Digest: sha256:short")]
    [InlineData("Docker-Content-Digest: ../../etc")]
    public async Task Peek_WithoutAUsableDigest_ReadsNoManifestInstead(string header)
    {
        await using var server = new SmallServer(_ => new(200, "{}", header.Length == 0 ? "X: y" : header));
        Assert.Equal(new RemoteDigest(null), await PeekAsync(server, Old));
        Assert.Equal(["HEAD /v2/team/app/manifests/1"], Manifests(server));
    }

    [Theory]
    [InlineData("Retry-After: 3600", 3600)]
    [InlineData("X: y", 900)]
    public async Task Peek_AskedTooOften_SaysForHowLongAndTriesNotAgain(string header, int seconds)
    {
        await using var server = new SmallServer(request => request.Target == "/v2/" ? new(200, "{}") : new(429, "{}", header));
        Assert.Equal(new RemoteDigest(null, TimeSpan.FromSeconds(seconds)), await PeekAsync(server, null));
        Assert.Single(Manifests(server));
    }

    [Theory]
    [InlineData(405)]
    [InlineData(501)]
    public async Task Peek_WhereThereIsNoHead_ReadsTheManifestConditionally(int status)
    {
        const string Manifest = """{"schemaVersion":2}""";
        var digest = DigestOf(Manifest);
        await using var server = new SmallServer(request => request switch
        {
            { Method: "HEAD" } => new(status),
            _ when request["If-None-Match"] == $"\"{digest}\"" => new(304),
            _ => new(200, Manifest, "Docker-Content-Digest: " + digest),
        });

        Assert.Equal(new RemoteDigest(digest), await PeekAsync(server, Old));
        Assert.Equal(new RemoteDigest(digest), await PeekAsync(server, digest));
        Assert.Equal(["HEAD", "GET", "HEAD", "GET"], Manifests(server).Select(asked => asked.Split(' ')[0]));
    }

    [Fact]
    public async Task Peek_WhereThereIsNoHeadAndTheManifestIsAnother_IsNotBelieved()
    {
        await using var server = new SmallServer(request => request.Method == "HEAD" ? new(405) : new(200, "{}", "Docker-Content-Digest: " + New));
        var error = await Assert.ThrowsAsync<EngineFailureException>(() => PeekAsync(server, Old));
        Assert.Contains(New, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peek_WhereTheManifestIsAskedForTooOften_SaysForHowLong()
    {
        await using var server = new SmallServer(request => request switch
        {
            { Target: "/v2/" } => new(200, "{}"),
            { Method: "HEAD" } => new(405),
            _ => new(429, "{}", "Retry-After: 60"),
        });
        Assert.Equal(new RemoteDigest(null, TimeSpan.FromMinutes(1)), await PeekAsync(server, Old));
    }

    [Fact]
    public async Task Peek_WithAnAccount_ShowsItWhenAskedAndOnce()
    {
        var basic = "Basic " + Convert.ToBase64String("ada:secret"u8);
        await using var server = new SmallServer(request => request["Authorization"] == basic ? new(200, "{}", "Docker-Content-Digest: " + New) : new(401, "{}", "WWW-Authenticate: Basic realm=\"r\""));

        Assert.Equal(new RemoteDigest(New), await _registries.PeekAsync($"{server.Host}/team/app:1", Old, new RegistryAccess { UserName = "ada", Password = "secret" }, Cancellation));
        Assert.Equal(2, Manifests(server).Count);
        await Assert.ThrowsAsync<NotPermittedException>(() => PeekAsync(server, Old));
    }

    [Fact]
    public async Task Peek_OfTheHubsImages_AsksMirrorsFirstAndPassesOverThoseThatDoNotTell()
    {
        await using var without = new SmallServer(request => request.Target == "/v2/" ? new(200, "{}") : new(404, "{}"));
        await using var busy = new SmallServer(request => request.Target == "/v2/" ? new(200, "{}") : new(429, "{}", "Retry-After: 3600"));
        await using var mirror = new SmallServer(_ => new(200, "{}", "Docker-Content-Digest: " + New));
        await using var hub = new SmallServer(_ => new(200, "{}", "Docker-Content-Digest: " + Old));
        var registries = new RegistryClient(new RegistryOptions { Hub = "http://" + hub.Host, Mirrors = ["http://" + without.Host, "http://" + busy.Host, "http://" + mirror.Host] }, TimeProvider.System);

        Assert.Equal(new RemoteDigest(New), await registries.PeekAsync("team/app:1", Old, RegistryAccess.Anonymous, Cancellation));
        Assert.All(new[] { without, busy, mirror }, asked => Assert.Single(Manifests(asked)));
        Assert.Empty(hub.Asked);
    }

    [Fact]
    public async Task Peek_WhereNoMirrorTells_IsTheHubsToTell()
    {
        await using var busy = new SmallServer(request => request.Target == "/v2/" ? new(200, "{}") : new(429, "{}"));
        await using var hub = new SmallServer(_ => new(200, "{}", "Docker-Content-Digest: " + New));
        var registries = new RegistryClient(new RegistryOptions { Hub = "http://" + hub.Host, Mirrors = ["http://" + busy.Host] }, TimeProvider.System);

        Assert.Equal(new RemoteDigest(New), await registries.PeekAsync("team/app:1", Old, RegistryAccess.Anonymous, Cancellation));
    }

    [Fact]
    public async Task Peek_ThatFails_IsTriedOnce()
    {
        await using var server = new SmallServer(request => request.Target == "/v2/" ? new(200, "{}") : new(500, "{}"));
        var error = await Assert.ThrowsAsync<EngineFailureException>(() => PeekAsync(server, null));
        Assert.Contains("500", error.Message, StringComparison.Ordinal);
        Assert.Single(Manifests(server));
    }

    [Fact]
    public async Task Peek_OfWhatIsNotThere_IsNotFound()
    {
        await using var server = new SmallServer(request => request.Target == "/v2/" ? new(200, "{}") : new(404, "{}"));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => PeekAsync(server, null));
    }

    [Fact]
    public async Task Repositories_InPages_GoOnWhereTheRegistrySays()
    {
        await using var server = new SmallServer(request => request.Target switch
        {
            "/v2/_catalog?n=2" => new(200, """{"repositories":["a","b"]}""", "Link: </v2/_catalog?n=2&last=b%2Fmark>; rel=\"next\""),
            "/v2/_catalog?n=2&last=b%2Fmark" => new(200, """{"repositories":["c"]}"""),
            _ => new(200, "{}"),
        });
        var first = await _registries.RepositoriesAsync(server.Host, null, 2, RegistryAccess.Anonymous, Cancellation);
        Assert.Equal(["a", "b"], first.Names);
        Assert.Equal("b/mark", first.Next);
        var second = await _registries.RepositoriesAsync(server.Host, first.Next, 2, RegistryAccess.Anonymous, Cancellation);
        Assert.Equal(["c"], second.Names);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Tags_OfARepositoryWithoutAny_AreNone()
    {
        await using var server = new SmallServer(_ => new(200, """{"name":"team/app","tags":null}"""));
        var page = await _registries.TagsAsync($"{server.Host}/team/app", null, 50, RegistryAccess.Anonymous, Cancellation);
        Assert.Empty(page.Names);
        Assert.Null(page.Next);
        Assert.Equal("GET /v2/team/app/tags/list?n=50", server.Asked[^1]);
    }

    [Fact]
    public async Task Repositories_OfWhatIsNoRegistry_IsToldInOneSentence()
    {
        await using var server = new SmallServer(_ => new(200, "<html>"));
        var error = await Assert.ThrowsAsync<EngineFailureException>(() => _registries.RepositoriesAsync(server.Host, null, 50, RegistryAccess.Anonymous, Cancellation));
        Assert.Contains("may not be a registry", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_AnIndex_CountsTheDownloadForThisMachine()
    {
        const string Manifest = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:c","size":100},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:d","size":2000},{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:e","size":30}]}
            """;
        var digest = DigestOf(Manifest);
        var index = $$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
              {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{New}}}","size":5,"platform":{"os":"linux","architecture":"s390x"}},
              {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{digest}}}","size":{{{Manifest.Length}}},"platform":{"os":"linux","architecture":"{{{ImageStore.Architecture}}}"}}]}
            """;
        await using var server = new SmallServer(request => new(200, request.Target.EndsWith(digest, StringComparison.Ordinal) ? Manifest : index));

        var image = await _registries.DescribeAsync($"{server.Host}/team/app:1", RegistryAccess.Anonymous, Cancellation);

        Assert.Equal(2130, image.DownloadBytes);
        Assert.Equal(["linux/s390x", $"linux/{ImageStore.Architecture}"], image.Platforms.Select(platform => platform.ToString()));
        Assert.Null((await _registries.InspectAsync($"{server.Host}/team/app:1", RegistryAccess.Anonymous, Cancellation)).DownloadBytes);
    }

    [Fact]
    public async Task Describe_LayersOfMoreBytesThanThereAre_SaysThatTheManifestIsWrong()
    {
        const string Layer = """{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:d","size":9223372036854775807}""";
        await using var server = new SmallServer(_ => new(200, $$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:c","size":1},"layers":[{{Layer}},{{Layer}}]}
            """));
        var error = await Assert.ThrowsAsync<EngineFailureException>(() => _registries.DescribeAsync($"{server.Host}/team/app:1", RegistryAccess.Anonymous, Cancellation));
        Assert.Contains("cannot be right", error.Message, StringComparison.Ordinal);
    }

    private Task<RemoteDigest> PeekAsync(SmallServer server, string? known) => _registries.PeekAsync($"{server.Host}/team/app:1", known, RegistryAccess.Anonymous, Cancellation);

    private static string DigestOf(string manifest) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)));

    private static List<string> Manifests(SmallServer server) => [.. server.Asked.Where(asked => asked.Contains("/manifests/", StringComparison.Ordinal))];
}
