using System.Text.Json.Serialization;

namespace Panel.Web.Hubs;

/// <summary>Lines for a browser, in columns so that 10,000 a second stay small. Entry n is <c>Offsets[n]</c>, <c>Kinds[n]</c>,
/// <c>Texts[n]</c>.</summary>
/// <param name="Base">Time of the first entry in nanoseconds since 1970.</param>
/// <param name="Offsets">Each entry's time relative to <paramref name="Base"/>; the batcher keeps it below 2^53.</param>
/// <param name="Kinds">Each entry's <see cref="LogKind"/>.</param>
/// <param name="Texts">Each entry's text: UTF-8 with U+FFFD for invalid bytes, control characters unchanged. The browser makes them
/// harmless.</param>
/// <param name="Cuts">Lines whose end is not shown.</param>
public sealed record LogBatch(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long Base,
    IReadOnlyList<long> Offsets,
    IReadOnlyList<int> Kinds,
    IReadOnlyList<string> Texts,
    IReadOnlyList<LogCut>? Cuts = null);

/// <summary>The kind of an entry, as flags.</summary>
[Flags]
public enum LogKind
{
    /// <summary>The end of a line (or a whole line) on standard output.</summary>
    None = 0,

    /// <summary>On standard error.</summary>
    Stderr = 1,

    /// <summary>More of the same line follows in the next entry of the same stream.</summary>
    Partial = 2,
}

/// <summary>A line longer than what the server sends to a viewer.</summary>
/// <param name="Entry">Index in the batch of the entry that ends the line.</param>
/// <param name="Bytes">The number of omitted bytes.</param>
public readonly record struct LogCut(int Entry, long Bytes);

/// <summary>The progress of a search; the last report has the lines.</summary>
/// <param name="Scanned">Lines read.</param>
/// <param name="Found">Lines that contain the term.</param>
/// <param name="Lines">Null until the end; then the newest matches, each cut to 1 KiB.</param>
public sealed record LogSearchProgress(long Scanned, long Found, LogBatch? Lines = null);
