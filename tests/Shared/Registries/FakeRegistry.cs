using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Panel.Tests.Shared.Registries;

/// <summary>A registry in memory that tells the truth, unless a test makes it lie.</summary>
public sealed partial class FakeRegistry : IAsyncDisposable
{
    private readonly RegistryServer _server;
    private readonly ConcurrentQueue<RegistryRequest> _requests = new();
    private readonly ConcurrentDictionary<string, byte[]> _uploads = new();
    private int _uploadCount;
    private long _servedBytes;
    private long _hurdle = long.MaxValue;

    /// <summary>Starts it, with TLS where there is a certificate.</summary>
    public FakeRegistry(X509Certificate2? certificate = null, IPAddress? address = null) => _server = new RegistryServer(Answer, certificate, address, PaceAsync);

    /// <summary>Host and port.</summary>
    public string Address => _server.Address;

    /// <summary>Blobs by digest, of all repositories.</summary>
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    /// <summary>Manifests by <c>repository:tag</c> and <c>repository@digest</c>.</summary>
    public ConcurrentDictionary<string, (string Type, byte[] Content)> Manifests { get; } = new();

    /// <summary>Asked first; null tells the truth.</summary>
    public Func<RegistryRequest, RegistryReply?> Lie { get; set; } = _ => null;

    /// <summary>Whether blobs of other repositories are taken over.</summary>
    public bool Mounts { get; set; } = true;

    /// <summary>Bytes of bodies that were sent.</summary>
    public long ServedBytes => Interlocked.Read(ref _servedBytes);

    /// <summary>It sends this many bytes of bodies, and then waits until the value grows; null for no limit.</summary>
    public long? Hurdle
    {
        get => Interlocked.Read(ref _hurdle) is var hurdle and not long.MaxValue ? hurdle : null;
        set => Interlocked.Exchange(ref _hurdle, value ?? long.MaxValue);
    }

    /// <summary>All requests, in order.</summary>
    public IReadOnlyList<RegistryRequest> Requests => [.. _requests];

    /// <summary>Puts an image there; gives its name with the address.</summary>
    public string Add(TestImage image, string repository = "app", string tag = "1")
    {
        foreach (var layer in image.Layers) Blobs[layer.Digest] = layer.Blob;
        Blobs[TestImage.DigestOf(image.Config)] = image.Config;
        Add(repository, tag, image.ManifestType, image.Manifest);
        return $"{Address}/{repository}:{tag}";
    }

    /// <summary>Puts a manifest or index there under a tag and its digest; gives the digest.</summary>
    public string Add(string repository, string? tag, string type, byte[] manifest)
    {
        var digest = TestImage.DigestOf(manifest);
        Manifests[$"{repository}@{digest}"] = (type, manifest);
        if (tag is not null) Manifests[$"{repository}:{tag}"] = (type, manifest);
        return digest;
    }

    /// <summary>The truthful answer to a request.</summary>
    public RegistryReply Truth(RegistryRequest request)
    {
        if (request.Path == "/v2/") return RegistryReply.Json(new { });
        if (request.Path == "/v2/_catalog") return RegistryReply.Json(new { repositories = Manifests.Keys.Select(key => key.Split(':', '@')[0]).Distinct().Order() });
        if (PathPattern().Match(request.Path) is not { Success: true } match) return RegistryReply.Empty(404);
        var (repository, kind, rest) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
        return kind switch
        {
            "manifests" => Manifest(request, repository, rest),
            "blobs" => Blob(request, rest),
            "blobs/uploads" => Upload(request, repository, rest),
            _ => RegistryReply.Json(new { name = repository, tags = Manifests.Keys.Where(key => key.StartsWith(repository + ":", StringComparison.Ordinal)).Select(key => key[(repository.Length + 1)..]).Order() }),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task PaceAsync(int count, CancellationToken cancellationToken)
    {
        while (ServedBytes >= Interlocked.Read(ref _hurdle)) await Task.Delay(5, cancellationToken);
        Interlocked.Add(ref _servedBytes, count);
    }

    private RegistryReply Answer(RegistryRequest request)
    {
        _requests.Enqueue(request);
        return Lie(request) ?? Truth(request);
    }

    private RegistryReply Manifest(RegistryRequest request, string repository, string reference)
    {
        if (request.Method == "PUT")
        {
            var digest = Add(repository, reference.Contains(':') ? null : reference, request["Content-Type"], request.Body);
            return RegistryReply.Empty(201, ("Docker-Content-Digest", digest), ("Location", $"/v2/{repository}/manifests/{digest}"));
        }
        return Manifests.TryGetValue($"{repository}{(reference.Contains(':') ? "@" : ":")}{reference}", out var there)
            ? new(200, there.Content) { Headers = { ["Content-Type"] = there.Type, ["Docker-Content-Digest"] = TestImage.DigestOf(there.Content) } }
            : RegistryReply.Json(new { errors = new[] { new { code = "MANIFEST_UNKNOWN", message = "manifest unknown" } } }, 404);
    }

    private RegistryReply Blob(RegistryRequest request, string digest)
    {
        if (!Blobs.TryGetValue(digest, out var content)) return RegistryReply.Json(new { errors = new[] { new { code = "BLOB_UNKNOWN" } } }, 404);
        if (!request["Range"].StartsWith("bytes=", StringComparison.Ordinal)) return new(200, content);
        var from = int.Parse(request["Range"][6..].TrimEnd('-'), CultureInfo.InvariantCulture);
        return new(206, content[from..]) { Headers = { ["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}" } };
    }

    private RegistryReply Upload(RegistryRequest request, string repository, string id)
    {
        if (request.Method == "POST")
        {
            if (Mounts && request.Value("mount") is { Length: > 0 } mounted && Blobs.ContainsKey(mounted)) return RegistryReply.Empty(201, ("Docker-Content-Digest", mounted));
            id = $"{Interlocked.Increment(ref _uploadCount)}";
            _uploads[id] = [];
            return RegistryReply.Empty(202, ("Location", $"/v2/{repository}/blobs/uploads/{id}?state=0"));
        }
        if (!_uploads.TryGetValue(id, out var sofar)) return RegistryReply.Empty(404);
        if (request.Method == "DELETE") return RegistryReply.Empty(_uploads.TryRemove(id, out _) ? 204 : 404);
        if (request["Content-Range"] is { Length: > 0 } range && range.Split('-')[0] != $"{sofar.Length}") return RegistryReply.Empty(416);
        _uploads[id] = sofar = [.. sofar, .. request.Body];
        if (request.Method != "PUT")
            return RegistryReply.Empty(request.Method == "GET" ? 204 : 202, ("Location", $"/v2/{repository}/blobs/uploads/{id}?state={sofar.Length}"), ("Range", $"0-{Math.Max(0, sofar.Length - 1)}"));
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(sofar));
        if (digest != request.Value("digest")) return RegistryReply.Json(new { errors = new[] { new { code = "DIGEST_INVALID" } } }, 400);
        Blobs[digest] = sofar;
        return RegistryReply.Empty(201, ("Location", $"/v2/{repository}/blobs/{digest}"));
    }

    [GeneratedRegex("^/v2/(.+?)/(manifests|blobs/uploads|blobs|tags)/(.*)$")]
    private static partial Regex PathPattern();
}
