using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Panel.Engine.Contract;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Registry;

/// <summary>Uploads content to a repository (OCI distribution specification, "Push").</summary>
public sealed class BlobUpload(RegistrySession session, string path)
{
    private readonly string[] _scopes = [$"repository:{path}:pull,push"];

    /// <summary>Whether the registry has the blob in this repository.</summary>
    public Task<bool> ExistsAsync(string digest, CancellationToken cancellationToken) => session.RetryAsync(async () =>
    {
        var uri = await session.AddressAsync($"/v2/{path}/blobs/{digest}", cancellationToken);
        using var answer = await session.AskAsync(address => new HttpRequestMessage(HttpMethod.Head, address), uri, _scopes, path, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound) return false;
        return answer.IsSuccessStatusCode ? true : throw await session.FaultAsync(answer, path, cancellationToken);
    }, cancellationToken);

    /// <summary>Asks the registry to take the blob from another of its repositories; false when it refuses.</summary>
    public Task<bool> MountAsync(string digest, string from, CancellationToken cancellationToken) => session.RetryAsync(async () =>
    {
        var uri = await session.AddressAsync($"/v2/{path}/blobs/uploads/?mount={digest}&from={Uri.EscapeDataString(from)}", cancellationToken);
        using var answer = await session.AskAsync(Post, uri, [.. _scopes, $"repository:{from}:pull"], path, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Created) return true;
        if (answer.StatusCode == HttpStatusCode.Accepted && Location(answer, uri) is { } opened) await CancelAsync(opened, cancellationToken);
        return false;
    }, cancellationToken);

    /// <summary>Uploads a file as a blob: in one request, or in pieces if it is large.</summary>
    public Task UploadAsync(string file, OciDescriptor blob, Action<long>? progress, CancellationToken cancellationToken) => session.RetryAsync(async () =>
    {
        var location = await BeginAsync(cancellationToken);
        if (blob.Size > session.Options.ChunkBytes) location = await PiecesAsync(location.Uri, file, blob.Size, Math.Max(session.Options.ChunkBytes, location.LeastPiece), progress, cancellationToken);
        var whole = blob.Size <= session.Options.ChunkBytes;
        using var answer = await SendAsync(address => new HttpRequestMessage(HttpMethod.Put, address)
        {
            Content = whole ? new FileContent(file, 0, blob.Size, progress) : new ByteArrayContent([]),
        }, WithDigest(location.Uri, blob.Digest), cancellationToken);
        return true;
    }, cancellationToken);

    /// <summary>Uploads a manifest under a tag or digest, byte for byte.</summary>
    public Task ManifestAsync(string reference, string mediaType, byte[] content, CancellationToken cancellationToken) => session.RetryAsync(async () =>
    {
        var uri = await session.AddressAsync($"/v2/{path}/manifests/{reference}", cancellationToken);
        using var answer = await SendAsync(address => new HttpRequestMessage(HttpMethod.Put, address)
        {
            Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
        }, uri, cancellationToken);
        return true;
    }, cancellationToken);

    private async Task<(Uri Uri, long LeastPiece)> BeginAsync(CancellationToken cancellationToken)
    {
        var uri = await session.AddressAsync($"/v2/{path}/blobs/uploads/", cancellationToken);
        using var answer = await SendAsync(Post, uri, cancellationToken);
        var least = answer.Headers.TryGetValues("OCI-Chunk-Min-Length", out var values) && long.TryParse(values.First(), CultureInfo.InvariantCulture, out var length) ? length : 0;
        return (Needed(answer, uri), least);
    }

    private async Task<(Uri Uri, long LeastPiece)> PiecesAsync(Uri location, string file, long size, long piece, Action<long>? progress, CancellationToken cancellationToken)
    {
        var pause = new RetryPause(session.Options.RetryDelay, session.Time);
        for (long done = 0, furthest = 0; done < size;)
        {
            var (from, length) = (done, Math.Min(piece, size - done));
            try
            {
                using var answer = await SendAsync(address => new HttpRequestMessage(HttpMethod.Patch, address)
                {
                    Content = Piece(file, from, length, progress),
                }, location, cancellationToken);
                location = Needed(answer, location);
                done += length;
                // A registry that loses uploaded data is not asked for ever.
                if (done > furthest) pause.Reset();
                furthest = Math.Max(furthest, done);
            }
            catch (TransientRegistryException error)
            {
                await pause.WaitAsync(error, cancellationToken);
                (location, done) = await StatusAsync(location, cancellationToken);
            }
        }
        return (location, piece);
    }

    /// <summary>The number of uploaded bytes that the registry has.</summary>
    private async Task<(Uri Location, long Done)> StatusAsync(Uri location, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(address => new HttpRequestMessage(HttpMethod.Get, address), location, cancellationToken);
        var range = answer.Headers.TryGetValues("Range", out var values) ? values.First() : "";
        var last = range[(range.IndexOf('-') + 1)..];
        return (Location(answer, location) ?? location, long.TryParse(last, CultureInfo.InvariantCulture, out var end) && end > 0 ? end + 1 : 0);
    }

    private async Task CancelAsync(Uri location, CancellationToken cancellationToken)
    {
        // The answer does not matter: the registry itself ends abandoned uploads.
        using var answer = await session.AskAsync(address => new HttpRequestMessage(HttpMethod.Delete, address), location, _scopes, path, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(Func<Uri, HttpRequestMessage> make, Uri uri, CancellationToken cancellationToken) =>
        session.SendAsync(make, uri, _scopes, $"A push to {session.Host}/{path}", cancellationToken);

    // The specification's range has no unit, which .NET's own header requires.
    private static FileContent Piece(string file, long from, long length, Action<long>? progress)
    {
        var piece = new FileContent(file, from, length, progress);
        piece.Headers.TryAddWithoutValidation("Content-Range", $"{from}-{from + length - 1}");
        return piece;
    }

    private static HttpRequestMessage Post(Uri address) => new(HttpMethod.Post, address) { Content = new ByteArrayContent([]) };

    private Uri Needed(HttpResponseMessage answer, Uri asked) =>
        Location(answer, asked) ?? throw new EngineFailureException($"The registry {session.Host} does not say where to upload to.", "push");

    private Uri? Location(HttpResponseMessage answer, Uri asked)
    {
        if (answer.Headers.Location is not { } location) return null;
        if (!Uri.TryCreate(asked, location, out var uri)) return null;
        return uri.Scheme == "https" || (uri.Scheme == "http" && asked.Scheme == "http") ? uri
            : throw new EngineFailureException($"The registry {session.Host} wants the upload without TLS at {uri.Authority}, which the panel refuses.", "push");
    }

    private static Uri WithDigest(Uri location, string digest) =>
        new UriBuilder(location) { Query = (location.Query.Length > 1 ? location.Query[1..] + "&" : "") + "digest=" + Uri.EscapeDataString(digest) }.Uri;
}
