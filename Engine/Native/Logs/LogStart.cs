using Panel.Engine.Contract;

namespace Panel.Engine.Native.Logs;

/// <summary>Finds the start of a reading without reading everything before it.</summary>
internal static class LogStart
{
    private const int WindowBytes = 64 * 1024;

    /// <summary>File and offset of the first wanted line.</summary>
    /// <param name="files">The files, oldest first; at least one.</param>
    /// <param name="query">The part to read.</param>
    /// <param name="withTorn">Whether a last line without a line feed counts (its writer is gone).</param>
    /// <param name="end">The part of the newest file that counts.</param>
    public static (int File, long Offset) Find(List<LogFile> files, LogQuery query, bool withTorn, long end) =>
        query.TailEntries is { } entries ? FindLast(files, entries, withTorn, end)
        : query.Tail is { } tail ? FindTail(files, query, Math.Max(0, tail), withTorn, end)
        : query.SinceUnixNanoseconds is { } since ? FindSince(files, since, end) : (0, 0);

    private static (int, long) FindLast(List<LogFile> files, int entries, bool withTorn, long end)
    {
        var last = files.Count - 1;
        (int File, long Offset) start = (last, end);
        for (var i = last; i >= 0; i--)
        {
            foreach (var line in LogBackward.Lines(files[i], i == last ? end : files[i].Length))
            {
                if (line.Torn && i == last && !withTorn)
                {
                    start = (i, line.Start);
                    continue;
                }
                if (entries-- <= 0) return start;
                start = (i, line.Start);
            }
        }
        return start;
    }

    private static (int, long) FindTail(List<LogFile> files, LogQuery query, int tail, bool withTorn, long end)
    {
        // Per stream: whether the entry's line has already been counted.
        Span<bool> inside = stackalloc bool[2];
        var (count, last) = (0, files.Count - 1);
        (int File, long Offset) start = (last, end);
        for (var i = last; i >= 0; i--)
        {
            foreach (var line in LogBackward.Lines(files[i], i == last ? end : files[i].Length))
            {
                if (line.Torn && i == last && !withTorn)
                {
                    start = (i, line.Start);
                    continue;
                }
                var head = line.Head ?? new(query.UntilUnixNanoseconds - 1 ?? long.MaxValue, LogStream.Stdout, false, 0);
                if (head.UnixNanoseconds < query.SinceUnixNanoseconds) return start;
                if (!Wanted(query, head.Stream) || head.UnixNanoseconds >= query.UntilUnixNanoseconds) continue;
                var stream = (int)head.Stream;
                // A piece belongs to the line that continues after it; the last piece of a stream is a line of its own.
                if (line.EndsLine || !inside[stream])
                {
                    if (count == tail) return start;
                    count++;
                    inside[stream] = true;
                }
                start = (i, line.Start);
            }
        }
        return start;
    }

    private static (int, long) FindSince(List<LogFile> files, long since, long end)
    {
        for (var i = 0; i < files.Count; i++)
        {
            var length = i == files.Count - 1 ? end : files[i].Length;
            var last = LogBackward.Lines(files[i], length).Select(line => line.Head).FirstOrDefault(head => head is not null);
            if (i < files.Count - 1 && last is { } head && head.UnixNanoseconds < since) continue;
            return (i, Bisect(files[i], since, length));
        }
        return (files.Count - 1, end);
    }

    // Lines are in time order. "low" is always the start of a line that is too early, or of the file.
    private static long Bisect(LogFile file, long since, long length)
    {
        long low = 0, high = length;
        var window = new byte[WindowBytes];
        while (high - low > WindowBytes)
        {
            var middle = low + (high - low) / 2;
            var data = window.AsSpan(0, RandomAccess.Read(file.Handle, window, middle));
            var feed = data.IndexOf((byte)'\n');
            // No line in our format begins in the window: the rest is read sequentially.
            if (feed < 0 || !CriLine.TryParse(data[(feed + 1)..], out var head)) break;
            if (head.UnixNanoseconds < since) low = middle + feed + 1;
            else high = middle;
        }
        return low;
    }

    public static bool Wanted(LogQuery query, LogStream stream) => stream == LogStream.Stdout ? query.Stdout : query.Stderr;
}
