using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Panel.Engine.Contract;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Registry;

/// <summary>Registries, accessed by the engine itself.</summary>
public sealed class RegistryClient(RegistryOptions options, TimeProvider time) : IRegistries
{
    private const int MaxDocumentBytes = 8 << 20;
    private readonly RegistryEndpoints _endpoints = new(options, time);

    // In image names, this name would mean a repository of Docker Hub, so its account would be sent there.
    public string NameOf(string registry)
    {
        var name = Domain(registry.Trim()).ToLowerInvariant();
        return ImageReference.TryParse($"{name}/name", out var reference) && reference!.Domain == name ? name
            : throw new InvalidInputException($"'{registry}' is not a registry that images can name; it needs a dot or a port, such as '{name}:443'.", "registry");
    }

    public async Task<RegistryCheck> TestAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        using var session = _endpoints.Open(Domain(registry), access);
        return await RegistryProbe.RunAsync(session, cancellationToken);
    }

    public async Task LoginAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        using var session = _endpoints.Open(Domain(registry), access);
        await session.RetryAsync(async () =>
        {
            var uri = await session.AddressAsync("/v2/", cancellationToken);
            using var answer = await session.SendAsync(address => new HttpRequestMessage(HttpMethod.Get, address), uri, [], "Its API", cancellationToken);
            return true;
        }, cancellationToken);
    }

    public Task<RemoteImage> InspectAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default) => InspectAsync(reference, access, false, cancellationToken);

    public Task<RemoteImage> DescribeAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default) => InspectAsync(reference, access, true, cancellationToken);

    private async Task<RemoteImage> InspectAsync(string reference, RegistryAccess access, bool withDownload, CancellationToken cancellationToken)
    {
        var name = ImageReference.Parse(reference);
        using var session = _endpoints.Open(name.Domain, access);
        var repository = new RemoteRepository(session, name.Path);
        var manifest = await repository.ManifestAsync(name.Digest ?? name.Tag!, cancellationToken);
        return new(manifest.MediaType, manifest.Digest, manifest.Content.Length, await PlatformsAsync(repository, manifest, cancellationToken))
        {
            DownloadBytes = withDownload ? await DownloadBytesAsync(repository, manifest, cancellationToken) : null,
        };
    }

    public async Task<string> DigestAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        var name = ImageReference.Parse(reference);
        using var session = _endpoints.Open(name.Domain, access);
        return (await new RemoteRepository(session, name.Path).HeadAsync(name.Digest ?? name.Tag!, cancellationToken)).Digest;
    }

    public async Task<RemoteDigest> PeekAsync(string reference, string? known, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        var name = ImageReference.Parse(reference);
        foreach (var (session, isMirror) in _endpoints.OpenForPull(name.Domain, access))
        {
            using (session)
            {
                try
                {
                    // A pull would use the mirror, so the mirror decides whether there is an update.
                    var told = await new RemoteRepository(session, name.Path).PeekAsync(name.Digest ?? name.Tag!, known, cancellationToken);
                    if (!isMirror || told.Digest is not null) return told;
                }
                catch (EngineException) when (isMirror)
                {
                    // As in a pull: the next mirror is asked when one does not have the name or cannot answer.
                }
            }
        }
        throw new EngineFailureException($"There is no registry to ask for {reference}.", "registry");
    }

    public async Task<NamePage> RepositoriesAsync(string registry, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        using var session = _endpoints.Open(Domain(registry), access);
        return await RemoteRepository.CatalogAsync(session, after, count, cancellationToken);
    }

    public async Task<NamePage> TagsAsync(string repository, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        var name = ImageReference.Parse(repository);
        using var session = _endpoints.Open(name.Domain, access);
        return await new RemoteRepository(session, name.Path).TagsAsync(after, count, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> RepositoriesAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        using var session = _endpoints.Open(Domain(registry), access);
        return await RemoteRepository.CatalogAsync(session, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> TagsAsync(string repository, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        var name = ImageReference.Parse(repository);
        using var session = _endpoints.Open(name.Domain, access);
        return await new RemoteRepository(session, name.Path).TagsAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<FoundRepository>> SearchAsync(string term, int limit, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        var (host, word) = RegistryDomain.Split(term);
        if (host is null or RegistryAddress.HubName) return await SearchHubAsync(word, limit, cancellationToken);
        var names = await RepositoriesAsync(host, access, cancellationToken);
        return [.. names.Where(name => name.Contains(word, StringComparison.OrdinalIgnoreCase)).Take(limit).Select(name => new FoundRepository($"{host}/{name}", "", 0, false))];
    }

    private async Task<List<FoundRepository>> SearchHubAsync(string term, int limit, CancellationToken cancellationToken)
    {
        if (options.HubSearch.Length == 0) throw new NotPermittedException("Searching Docker Hub is turned off by the setting Panel:Registries:HubSearch; name a registry, such as registry.example/word.");
        using var session = new RegistrySession(RegistryAddress.Parse(RegistryAddress.HubName, options.HubSearch), RegistryAccess.Anonymous, options, time);
        return await session.RetryAsync(async () =>
        {
            var uri = await session.AddressAsync($"/v1/search?q={Uri.EscapeDataString(term)}&n={limit}", cancellationToken);
            using var answer = await session.SendAsync(address => new HttpRequestMessage(HttpMethod.Get, address), uri, [], "The search", cancellationToken);
            var found = Read(await session.ReadAsync(answer, MaxDocumentBytes, "The search", cancellationToken), RegistryJson.Default.SearchAnswer, "The search's answer");
            return (found.Results ?? []).OfType<SearchItem>().Take(limit).Select(item => new FoundRepository(item.Name ?? "", item.Description ?? "", item.Stars, item.Official)).ToList();
        }, cancellationToken);
    }

    private static async Task<List<ImagePlatform>> PlatformsAsync(RemoteRepository repository, RemoteManifest manifest, CancellationToken cancellationToken)
    {
        if (OciMediaTypes.IsIndex(manifest.MediaType))
        {
            var index = Read(manifest.Content, OciJson.Default.OciIndex, $"The index of manifests of {repository.Path}");
            return [.. (index.Manifests ?? []).Select(entry => entry?.Platform).OfType<OciPlatform>().Where(platform => platform.Os != "unknown").Select(Platforms.Of)];
        }
        var single = Read(manifest.Content, OciJson.Default.OciManifest, $"The manifest of {repository.Path}");
        if (single.Config is null || !OciMediaTypes.IsConfig(single.Config.MediaType) || !OciDigest.Is(single.Config.Digest)) return [];
        var config = Read(await repository.BlobAsync(single.Config, MaxDocumentBytes, cancellationToken), OciJson.Default.OciImage, $"The configuration of {repository.Path}");
        return [new(config.Os, config.Architecture, config.Variant)];
    }

    private static T Read<T>(byte[] document, JsonTypeInfo<T> type, string what) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(document, type) ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            throw new EngineFailureException($"{what} cannot be read: it is not the expected JSON.", "registry", inner: error);
        }
    }

    private static async Task<long?> DownloadBytesAsync(RemoteRepository repository, RemoteManifest manifest, CancellationToken cancellationToken)
    {
        if (OciMediaTypes.IsIndex(manifest.MediaType))
        {
            var index = Read(manifest.Content, OciJson.Default.OciIndex, "The index");
            if (Platforms.Nearest((index.Manifests ?? []).Where(entry => entry is not null && OciDigest.Is(entry.Digest)), ImagePlatform.Host) is not { } own) return null;
            manifest = await repository.ManifestAsync(own.Digest, cancellationToken);
        }
        var image = Read(manifest.Content, OciJson.Default.OciManifest, "The manifest");
        try
        {
            return ((OciDescriptor?[])[image.Config, .. image.Layers ?? []]).Sum(blob => blob?.Size ?? 0);
        }
        catch (OverflowException error)
        {
            throw new EngineFailureException("The manifest cannot be right: its layers have more bytes than can be counted.", "registry", inner: error);
        }
    }

    // Docker's clients write Docker Hub's address in several ways.
    private static string Domain(string registry)
    {
        var name = registry.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(registry, UriKind.Absolute, out var uri) ? uri.Authority : registry.TrimEnd('/');
        if (name.EndsWith("/v1", StringComparison.Ordinal)) name = name[..^3];
        if (name is "" or "index.docker.io" or "registry-1.docker.io") return RegistryAddress.HubName;
        return RegistryAddress.IsHost(name) ? name : throw new InvalidInputException($"'{registry}' is not a registry; write a host with an optional port, such as 'registry.example:5000'.", "registry");
    }
}
