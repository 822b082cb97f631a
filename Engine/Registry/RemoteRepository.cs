using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Registry;

/// <summary>A manifest in its received form.</summary>
public sealed record RemoteManifest(string MediaType, string Digest, byte[] Content);

/// <summary>A repository in a registry (OCI distribution specification, "Pull").</summary>
public sealed class RemoteRepository(RegistrySession session, string path)
{
    // The specification asks registries to accept at least 4 MiB.
    private const int MaxManifestBytes = 4 << 20;
    private const int MaxPages = 1000;
    private const int MaxNames = 100_000;

    // Docker Hub counts by the hour, so less than a quarter of one does not help.
    private static readonly TimeSpan UnsaidPause = TimeSpan.FromMinutes(15);
    private readonly string[] _pull = [$"repository:{path}:pull"];

    public RegistrySession Session => session;

    public string Path => path;

    /// <summary>Reads and verifies a manifest by tag or digest.</summary>
    public Task<RemoteManifest> ManifestAsync(string reference, CancellationToken cancellationToken) => session.RetryAsync(async () =>
    {
        var what = What(reference);
        var uri = await session.AddressAsync($"/v2/{path}/manifests/{reference}", cancellationToken);
        using var answer = await session.SendAsync(address => Accepting(HttpMethod.Get, address), uri, _pull, what, cancellationToken);
        var (content, digest) = await VerifiedAsync(answer, reference, cancellationToken);
        return new RemoteManifest(MediaTypeOf(content, answer, what), digest, content);
    }, cancellationToken);

    private async Task<(byte[] Content, string Digest)> VerifiedAsync(HttpResponseMessage answer, string reference, CancellationToken cancellationToken)
    {
        var content = await session.ReadAsync(answer, MaxManifestBytes, What(reference), cancellationToken);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        var named = reference.Contains(':') ? reference : Header(answer, "Docker-Content-Digest");
        if (named is not null && named.StartsWith("sha256:", StringComparison.Ordinal) && named != digest)
            throw new EngineFailureException($"The registry {session.Host} gave a manifest for {What(reference)} that does not match the digest {named}; the panel discarded it.", "pull");
        return (content, digest);
    }

    /// <summary>Digest of a manifest, without reading it if the registry sends the digest.</summary>
    public async Task<(string Digest, string MediaType, long Size)> HeadAsync(string reference, CancellationToken cancellationToken)
    {
        var head = await session.RetryAsync(async () =>
        {
            var uri = await session.AddressAsync($"/v2/{path}/manifests/{reference}", cancellationToken);
            using var answer = await session.SendAsync(address => Accepting(HttpMethod.Head, address), uri, _pull, What(reference), cancellationToken);
            return (Header(answer, "Docker-Content-Digest"), answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentLength);
        }, cancellationToken);
        if (head is ({ } digest, { } type, { } size) && OciDigest.Is(digest)) return (digest, type, size);
        var manifest = await ManifestAsync(reference, cancellationToken);
        return (manifest.Digest, manifest.MediaType, manifest.Content.Length);
    }

    /// <summary>Digest of a manifest with one HEAD request; an unchanged one costs the registry an empty answer (RFC 9110, 13.1.2).</summary>
    public async Task<RemoteDigest> PeekAsync(string reference, string? known, CancellationToken cancellationToken)
    {
        try
        {
            var uri = await session.AddressAsync($"/v2/{path}/manifests/{reference}", cancellationToken);
            using var answer = await PeekAsync(HttpMethod.Head, uri, reference, known, cancellationToken);
            // RFC 9110, 15.5.6 and 15.6.2. Only these are a reason to read the manifest, which some registries count as a pull.
            if (answer.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented) return await ReadAsync(uri, reference, known, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotModified) return new(known);
            if (!answer.IsSuccessStatusCode) throw await session.FaultAsync(answer, What(reference), cancellationToken);
            return new(Header(answer, "Docker-Content-Digest") is { } digest && OciDigest.Is(digest) ? digest : null);
        }
        catch (TransientRegistryException error) when (error.IsTooOften)
        {
            return new(null, error.Wait is { Ticks: > 0 } wait ? wait : UnsaidPause);
        }
        catch (TransientRegistryException error)
        {
            throw new EngineFailureException($"The registry gave no answer for {What(reference)}: {error.Message}", "registry", inner: error);
        }
    }

    private Task<HttpResponseMessage> PeekAsync(HttpMethod method, Uri uri, string reference, string? known, CancellationToken cancellationToken) => session.AskAsync(address =>
    {
        var request = Accepting(method, address);
        if (known is not null) request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{known}\""));
        return request;
    }, uri, _pull, What(reference), cancellationToken);

    private async Task<RemoteDigest> ReadAsync(Uri uri, string reference, string? known, CancellationToken cancellationToken)
    {
        using var answer = await PeekAsync(HttpMethod.Get, uri, reference, known, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotModified) return new(known);
        if (!answer.IsSuccessStatusCode) throw await session.FaultAsync(answer, What(reference), cancellationToken);
        return new((await VerifiedAsync(answer, reference, cancellationToken)).Digest);
    }

    /// <summary>Reads and verifies small content.</summary>
    public Task<byte[]> BlobAsync(OciDescriptor blob, int limit, CancellationToken cancellationToken) => session.RetryAsync(async () =>
    {
        using var answer = await OpenAsync(blob.Digest, 0, cancellationToken);
        var content = await session.ReadAsync(answer, limit, blob.Digest, cancellationToken);
        return content.Length == blob.Size && "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content)) == blob.Digest ? content
            : throw new EngineFailureException($"The registry {session.Host} gave content that does not match the digest {blob.Digest}; the panel discarded it.", "pull");
    }, cancellationToken);

    /// <summary>Opens a blob from a byte on; the answer may still begin at 0.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string digest, long from, CancellationToken cancellationToken)
    {
        var uri = await session.AddressAsync($"/v2/{path}/blobs/{digest}", cancellationToken);
        return await session.SendAsync(address =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
            return request;
        }, uri, _pull, $"The blob {digest} of {path}", cancellationToken);
    }

    /// <summary>All tags.</summary>
    public async Task<List<string>> TagsAsync(CancellationToken cancellationToken)
    {
        List<string> tags = [];
        await PagesAsync($"/v2/{path}/tags/list", _pull, path,
            body => Add(tags, JsonSerializer.Deserialize(body, RegistryJson.Default.TagsAnswer)?.Tags, path), cancellationToken);
        return tags;
    }

    /// <summary>Some of the tags.</summary>
    public Task<NamePage> TagsAsync(string? after, int count, CancellationToken cancellationToken) =>
        PageAsync($"/v2/{path}/tags/list", after, count, _pull, path, body => JsonSerializer.Deserialize(body, RegistryJson.Default.TagsAnswer)?.Tags, cancellationToken);

    /// <summary>Some of the registry's repositories.</summary>
    public static Task<NamePage> CatalogAsync(RegistrySession session, string? after, int count, CancellationToken cancellationToken) =>
        new RemoteRepository(session, "").PageAsync("/v2/_catalog", after, count, ["registry:catalog:*"], "The list of repositories",
            body => JsonSerializer.Deserialize(body, RegistryJson.Default.CatalogAnswer)?.Repositories, cancellationToken);

    /// <summary>All repositories of the registry.</summary>
    public static async Task<List<string>> CatalogAsync(RegistrySession session, CancellationToken cancellationToken)
    {
        List<string> names = [];
        await new RemoteRepository(session, "").PagesAsync("/v2/_catalog", ["registry:catalog:*"], "The list of repositories",
            body => Add(names, JsonSerializer.Deserialize(body, RegistryJson.Default.CatalogAnswer)?.Repositories, "The list of repositories"), cancellationToken);
        return names;
    }

    private static void Add(List<string> names, List<string>? page, string what)
    {
        names.AddRange((page ?? []).OfType<string>());
        if (names.Count > MaxNames) throw new EngineFailureException($"{what} has more than {MaxNames} names, the most that are listed.", "registry");
    }

    // A list has pages; each names the next one in a Link header.
    private async Task PagesAsync(string list, string[] scopes, string what, Action<byte[]> take, CancellationToken cancellationToken)
    {
        var next = await session.AddressAsync(list + "?n=1000", cancellationToken);
        for (var page = 0; next is not null && page < MaxPages; page++)
        {
            var uri = next;
            next = await ListAsync(uri, scopes, what, take, cancellationToken);
        }
    }

    // A registry without pages sends everything, and names no next page.
    private async Task<NamePage> PageAsync(string list, string? after, int count, string[] scopes, string what, Func<byte[], List<string>?> read, CancellationToken cancellationToken)
    {
        List<string> names = [];
        var uri = await session.AddressAsync($"{list}?n={count}{(after is null ? "" : "&last=" + Uri.EscapeDataString(after))}", cancellationToken);
        var next = await ListAsync(uri, scopes, what, body => names.AddRange((read(body) ?? []).OfType<string>().Take(MaxNames)), cancellationToken);
        return new(names, next is null || names.Count == 0 ? null : Last(next) ?? names[^1]);
    }

    private Task<Uri?> ListAsync(Uri uri, string[] scopes, string what, Action<byte[]> take, CancellationToken cancellationToken) => session.RetryAsync(async () =>
    {
        using var answer = await session.SendAsync(address => new HttpRequestMessage(HttpMethod.Get, address), uri, scopes, what, cancellationToken);
        try
        {
            take(await session.ReadAsync(answer, MaxManifestBytes, what, cancellationToken));
        }
        catch (JsonException error)
        {
            throw new EngineFailureException($"{session.Host} did not answer with a list; it may not be a registry.", "registry", inner: error);
        }
        return NextPage(answer, uri);
    }, cancellationToken);

    // Some registries continue after something other than the last name.
    private static string? Last(Uri next) => next.Query.TrimStart('?').Split('&').FirstOrDefault(part => part.StartsWith("last=", StringComparison.Ordinal)) is { } last
        ? Uri.UnescapeDataString(last[5..].Replace('+', ' ')) : null;

    private static Uri? NextPage(HttpResponseMessage answer, Uri uri)
    {
        if (Header(answer, "Link") is not { } link || !link.Contains("rel=\"next\"", StringComparison.Ordinal) || !link.StartsWith('<') || link.IndexOf('>') is var end && end < 0) return null;
        return Uri.TryCreate(uri, link[1..end], out var next) && next.Authority == uri.Authority && next.Scheme == uri.Scheme ? next : null;
    }

    private string What(string reference) => $"{(session.Host.Length > 0 ? session.Host + "/" : "")}{path}{(reference.Contains(':') ? "@" : ":")}{reference}";

    private static HttpRequestMessage Accepting(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        foreach (var type in OciMediaTypes.Manifests) request.Headers.Accept.ParseAdd(type);
        return request;
    }

    private static string MediaTypeOf(byte[] content, HttpResponseMessage answer, string what)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var (isIndex, isImage) = (document.RootElement.TryGetProperty("manifests", out _), document.RootElement.TryGetProperty("layers", out _));
            // Clients would read it in two ways, and so see two images under one digest.
            if (isIndex && isImage) throw new EngineFailureException($"{what} is not a manifest: it has layers and an index at once.", "pull");
            if (document.RootElement.TryGetProperty("mediaType", out var type) && type.GetString() is { Length: > 0 } said) return said;
            if (isIndex) return OciMediaTypes.Index;
            var header = answer.Content.Headers.ContentType?.MediaType;
            return !isImage || OciMediaTypes.IsManifest(header) ? header ?? OciMediaTypes.Manifest : OciMediaTypes.Manifest;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new EngineFailureException($"{what} is not a manifest: the registry's answer has the wrong form.", "pull", inner: error);
        }
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
