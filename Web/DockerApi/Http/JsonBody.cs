using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Http;

/// <summary>Reads a request's body as one object. It is read and parsed once, so that what is checked is also what is used; the last of two
/// equal names counts.</summary>
internal static class JsonBody
{
    /// <summary>The largest JSON body, in bytes.</summary>
    public const int Limit = 5 * 1024 * 1024;

    /// <summary>The time limit for a JSON body to arrive.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <exception cref="ApiException">The body is missing, too large, not JSON or of the wrong shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class =>
        await ReadOptionalAsync(request, type, cancellationToken) ?? throw ApiException.Bad("The request has no body, or null; send a JSON object.");

    /// <summary>The same, but returns null when the body is missing or null.</summary>
    /// <exception cref="ApiException">The body is too large, not JSON or of the wrong shape.</exception>
    public static async Task<T?> ReadOptionalAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        if (request.ContentType is { } content && !content.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            throw ApiException.Bad($"The Content-Type is '{content}', but must be application/json.");
        using var body = await BytesAsync(request, cancellationToken);
        if (body.Length == 0) return null;
        try
        {
            return JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), type);
        }
        catch (JsonException error)
        {
            throw ApiException.Bad(Sentence(error));
        }
    }

    /// <summary>Reads a body to its end and discards it.</summary>
    /// <exception cref="ApiException">The body is too large, or does not arrive.</exception>
    public static async Task SkipAsync(HttpRequest request, CancellationToken cancellationToken) => await (await BytesAsync(request, cancellationToken)).DisposeAsync();

    private static async Task<MemoryStream> BytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Tests put their own clock into the request's features.
        using var patience = new CancellationTokenSource(Patience, request.HttpContext.Features.Get<TimeProvider>() ?? TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await CollectAsync(request.Body, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status408RequestTimeout, $"The body did not arrive within {Patience.TotalSeconds:0} seconds; send all of it at once.");
        }
        catch (BadHttpRequestException torn)
        {
            throw new ApiException(torn.StatusCode, "The body does not match its headers: it ended early, or its chunks are malformed.");
        }
    }

    private static async Task<MemoryStream> CollectAsync(Stream source, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await source.ReadAsync(chunk, cancellationToken) is var count and > 0)
        {
            if (body.Length + count > Limit)
                throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {Limit / (1024 * 1024)} MiB, the limit.");
            body.Write(chunk, 0, count);
        }

        return body;
    }

    // The parser's own refusals have an inner exception; the others concern a value that the operation does not accept.
    private static string Sentence(JsonException error) => error switch
    {
        { InnerException: JsonException } => $"The body is not valid JSON at line {(error.LineNumber ?? 0) + 1}, byte {(error.BytePositionInLine ?? 0) + 1}: it is cut off, not JSON or nested too deep.",
        { Path: { Length: > 1 } path } => $"The body is not what this operation takes at {path[2..]}: the value has the wrong type.",
        _ => "The body is not what this operation takes: it must be a JSON object.",
    };
}
