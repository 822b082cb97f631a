using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Panel.Engine.Contract;

namespace Panel.Web.Hubs;

/// <summary>A container's log as a file: the bytes as the container wrote them; with times, each line ends with a line feed.</summary>
internal static class LogDownload
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>GET /containers/{id}/logs/download. Times are RFC 3339 or nanoseconds since 1970; <paramref name="stream"/> is stdout, stderr or both.</summary>
    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> GetAsync(
        string id, IContainerEngine engine, HttpContext context, bool timestamps = false, string? since = null, string? until = null, int? tail = null, string stream = "both")
    {
        if (!TryTime(since, out var from) || !TryTime(until, out var to) || tail < 0 || stream is not ("both" or "stdout" or "stderr"))
        {
            return TypedResults.Problem(
                "since and until are RFC 3339 times or nanoseconds since 1970, tail is 0 or more, stream is stdout, stderr or both.", statusCode: StatusCodes.Status400BadRequest);
        }

        var query = new LogQuery
        {
            SinceUnixNanoseconds = from,
            UntilUnixNanoseconds = to,
            Tail = tail,
            Stdout = stream != "stderr",
            Stderr = stream != "stdout",
        };
        ContainerDetails container;
        try
        {
            container = await engine.Containers.InspectAsync(id, context.RequestAborted);
        }
        catch (ObjectNotFoundException missing)
        {
            return TypedResults.Problem(missing.Message, statusCode: StatusCodes.Status404NotFound);
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(
            body => WriteAsync(PipeWriter.Create(body), engine.Containers.ReadLogsAsync(container.Summary.Id, query, context.RequestAborted), timestamps, context.RequestAborted),
            "text/plain; charset=utf-8",
            FileName(container.Summary.Name));
    }

    /// <summary>A file name that needs no quoting in any header, shell or file system.</summary>
    internal static string FileName(string container)
    {
        var safe = string.Concat(container.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_')).TrimStart('.', '-');
        return (safe.Length == 0 ? "container" : safe.Length > 100 ? safe[..100] : safe) + ".log";
    }

    internal static async Task WriteAsync(PipeWriter writer, IAsyncEnumerable<LogEntry> entries, bool timestamps, CancellationToken cancellationToken)
    {
        var open = new bool[2];
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            if (timestamps && !open[(int)entry.Stream])
            {
                Encoding.ASCII.GetBytes(Timestamp(entry.UnixNanoseconds), writer);
            }

            writer.Write(entry.Content.Span);
            open[(int)entry.Stream] = entry.Partial;
            if (entry.HasLineFeed || (timestamps && entry.Unterminated))
            {
                writer.Write("\n"u8);
            }

            if (writer.UnflushedBytes >= FlushBytes)
            {
                await writer.FlushAsync(cancellationToken);
            }
        }

        await writer.CompleteAsync();
    }

    /// <summary>RFC3339Nano in UTC with all nine digits and a space, like <c>docker logs --timestamps</c>.</summary>
    internal static string Timestamp(long unixNanoseconds)
    {
        var (seconds, nanoseconds) = Math.DivRem(unixNanoseconds, 1_000_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-ddTHH:mm:ss}.{nanoseconds:d9}Z ");
    }

    internal static bool TryTime(string? text, out long? unixNanoseconds)
    {
        unixNanoseconds = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            unixNanoseconds = number;
            return true;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            || time.Year is < 1970 or > 2261)
        {
            return false;
        }

        unixNanoseconds = (time - DateTimeOffset.UnixEpoch).Ticks * 100;
        return true;
    }
}
