using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Panel.Web.DockerApi.Http;

/// <summary>Answers in JSON.</summary>
internal static class JsonAnswer
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    /// <summary>Writes one object, with a line feed after it, as Docker does.</summary>
    public static async Task WriteAsync<T>(HttpResponse response, T answer, JsonTypeInfo<T> type, int status, CancellationToken cancellationToken)
    {
        byte[] body = [.. JsonSerializer.SerializeToUtf8Bytes(answer, type), .. LineEnd];
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (response.HttpContext.Request.Method != HttpMethods.Head) await response.Body.WriteAsync(body, cancellationToken);
    }

    /// <summary>Writes a stream of objects, one per line. The client reads each as it arrives; the first bytes tell it that the stream is
    /// open.</summary>
    public static async Task StreamAsync<T>(HttpResponse response, IAsyncEnumerable<T> answers, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        await response.StartAsync(cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        await foreach (var answer in answers.WithCancellation(cancellationToken))
        {
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(answer, type), .. LineEnd];
            await response.Body.WriteAsync(line, cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }
}
