namespace Panel.Engine.Contract;

/// <summary>Which part of a log is read.</summary>
public sealed record LogQuery
{
    /// <summary>Go on with new lines until the container is removed or the caller stops reading; a stopped container's log is followed into its next run.</summary>
    public bool Follow { get; init; }

    /// <summary>End the following when the container exits, as <c>docker logs -f</c> does.</summary>
    public bool EndWithContainer { get; init; }

    /// <summary>Only the last N lines of those that are wanted; null is all that is kept.</summary>
    public int? Tail { get; init; }

    /// <summary>
    /// Of the last N entries of the log, only those that are wanted; null does not count them. Docker's tail: entries of the other stream and of
    /// other times count, and so does each part of a long line. Goes without <see cref="Tail"/>.
    /// </summary>
    public int? TailEntries { get; init; }

    /// <summary>Lines at or after this time, in nanoseconds since 1970.</summary>
    public long? SinceUnixNanoseconds { get; init; }

    /// <summary>Lines before this time, in nanoseconds since 1970.</summary>
    public long? UntilUnixNanoseconds { get; init; }

    /// <summary>With standard output.</summary>
    public bool Stdout { get; init; } = true;

    /// <summary>With standard error.</summary>
    public bool Stderr { get; init; } = true;
}

/// <summary>A line, or a part of one longer than the log's chunk (16 KiB).</summary>
/// <param name="UnixNanoseconds">When it was written, in nanoseconds since 1970.</param>
/// <param name="Stream">Where it was written.</param>
/// <param name="Partial">More of the same line follows in the next entry of the same stream.</param>
/// <param name="Content">The bytes as the container wrote them, without the line feed.</param>
public readonly record struct LogEntry(long UnixNanoseconds, LogStream Stream, bool Partial, ReadOnlyMemory<byte> Content)
{
    /// <summary>The stream ended behind the content, without a line feed: the last line of a run.</summary>
    public bool Unterminated { get; init; }

    /// <summary>Whether the container wrote a line feed behind the content.</summary>
    public bool HasLineFeed => !Partial && !Unterminated;

    /// <summary>When it was written, to 100 ns.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(UnixNanoseconds / 100);
}

/// <summary>Where a line was written.</summary>
public enum LogStream
{
    /// <summary>Standard output, or a terminal's.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}
