namespace Panel.Engine.Contract;

/// <summary>Selects a part of a log.</summary>
public sealed record LogQuery
{
    /// <summary>Whether to continue with new lines until the container is removed or the caller stops reading, into the next run of a
    /// stopped container.</summary>
    public bool Follow { get; init; }

    /// <summary>Whether following ends when the container exits, as in <c>docker logs -f</c>.</summary>
    public bool EndWithContainer { get; init; }

    /// <summary>Only the last N of the selected lines; null means everything kept.</summary>
    public int? Tail { get; init; }

    /// <summary>Only the selected ones among the last N entries of the log; null means no limit. This is Docker's tail: entries of the
    /// other stream and of other times count, and so does each part of a long line. Not together with <see cref="Tail"/>.</summary>
    public int? TailEntries { get; init; }

    /// <summary>Lines at or after this time, in nanoseconds since 1970.</summary>
    public long? SinceUnixNanoseconds { get; init; }

    /// <summary>Lines before this time, in nanoseconds since 1970.</summary>
    public long? UntilUnixNanoseconds { get; init; }

    /// <summary>Whether to include standard output.</summary>
    public bool Stdout { get; init; } = true;

    /// <summary>Whether to include standard error.</summary>
    public bool Stderr { get; init; } = true;
}

/// <summary>A line, or a part of one longer than the log's chunk (16 KiB).</summary>
/// <param name="UnixNanoseconds">When it was written, in nanoseconds since 1970.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Partial">Whether more of the same line follows in the next entry of the same stream.</param>
/// <param name="Content">The bytes as the container wrote them, without the line feed.</param>
public readonly record struct LogEntry(long UnixNanoseconds, LogStream Stream, bool Partial, ReadOnlyMemory<byte> Content)
{
    /// <summary>Whether the stream ended after the content without a line feed: the last line of a run.</summary>
    public bool Unterminated { get; init; }

    /// <summary>Whether the container wrote a line feed after the content.</summary>
    public bool HasLineFeed => !Partial && !Unterminated;

    /// <summary>When it was written, to 100 ns.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(UnixNanoseconds / 100);
}

/// <summary>The stream of a line.</summary>
public enum LogStream
{
    /// <summary>Standard output, or a terminal's.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}
