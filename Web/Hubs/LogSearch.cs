using System.Runtime.CompilerServices;
using System.Text;
using Panel.Engine.Contract;

namespace Panel.Web.Hubs;

/// <summary>Searches a whole log, with memory that does not depend on its length.</summary>
internal static class LogSearch
{
    /// <summary>The number of matches kept, the newest ones.</summary>
    public const int MaxMatches = 1_000;

    private const int MaxLineBytes = 64 * 1024;
    private const int MaxMatchBytes = 1024;
    private const int LinesBetweenReports = 50_000;

    /// <summary>Reports the progress, then the matches. Only the first 64 KiB of a line are searched.</summary>
    public static async IAsyncEnumerable<LogSearchProgress> RunAsync(
        IAsyncEnumerable<LogEntry> entries, string term, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new[] { new OpenLine(), new OpenLine() };
        var matches = new Queue<LogEntry>(MaxMatches);
        long scanned = 0, found = 0;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            var line = lines[(int)entry.Stream];
            line.Add(entry);
            if (entry.Partial)
            {
                continue;
            }

            if (AnsiText.Strip(line.Text.ToString()).Contains(term, StringComparison.OrdinalIgnoreCase))
            {
                found++;
                if (matches.Count == MaxMatches)
                {
                    matches.Dequeue();
                }

                matches.Enqueue(new(line.Time, entry.Stream, false, Encoding.UTF8.GetBytes(line.Text.ToString())));
            }

            line.Clear();
            if (++scanned % LinesBetweenReports == 0)
            {
                yield return new(scanned, found);
            }
        }

        foreach (var batch in Batches(matches))
        {
            yield return new(scanned, found, batch);
        }
    }

    // Usually one batch; more when the matches are too far apart for one, and one without lines when there are none.
    private static IEnumerable<LogBatch> Batches(Queue<LogEntry> matches)
    {
        var builder = new LogBatchBuilder(LogBatchLimits.Default with { LineBytes = MaxMatchBytes, Bytes = int.MaxValue });
        foreach (var match in matches)
        {
            if (!builder.Fits(match.UnixNanoseconds))
            {
                yield return builder.Take();
            }

            builder.Add(match);
        }

        yield return builder.Take();
    }

    private sealed class OpenLine
    {
        private readonly LineDecoder _decoder = new(MaxLineBytes);

        public StringBuilder Text { get; } = new();

        public long Time { get; private set; }

        public void Add(in LogEntry entry)
        {
            if (Text.Length == 0)
            {
                Time = entry.UnixNanoseconds;
            }

            Text.Append(_decoder.Decode(entry.Content.Span, entry.Partial, out _));
        }

        public void Clear() => Text.Clear();
    }
}
