using Panel.Engine.Contract;

namespace Panel.Engine.Native.Logs;

internal enum LogProgress
{
    /// <summary>More entries are available.</summary>
    More,

    /// <summary>Nothing for now; the log may continue.</summary>
    Waiting,

    /// <summary>Nothing more will come.</summary>
    Ended,
}

/// <summary>One reading: holds the unread files open, and continues with the files that rotation creates.</summary>
internal sealed class LogSession(string path, LogQuery query, Func<bool> running, LogPosition? upTo = null) : IDisposable
{
    private readonly Queue<LogFile> _later = [];
    private LogCursor? _cursor;
    private LogEntry? _torn;
    private bool _looked, _ended;
    private long _snapshotEnd;

    public bool TryNext(out LogEntry entry)
    {
        if (_torn is { } torn)
        {
            (entry, _torn) = (torn, null);
            return true;
        }
        if (_cursor is not null) return _cursor.TryNext(out entry);
        entry = default;
        return false;
    }

    /// <summary>Whether all up to a position has been taken.</summary>
    public bool HasReached(LogPosition position) =>
        position == default || (_torn is null && _cursor is not null && _cursor.File.Identity.Inode == position.Inode && _cursor.Taken >= position.Size);

    /// <summary>Makes more entries available, if there are any.</summary>
    public async ValueTask<LogProgress> AdvanceAsync(CancellationToken cancellationToken)
    {
        if (_ended) return LogProgress.Ended;
        // Checked first, so that everything written before the container's end is seen.
        var over = !query.Follow || (query.EndWithContainer && !running()) || !Directory.Exists(Path.GetDirectoryName(path));
        if (_cursor is null)
        {
            if (await Task.Run(Begin, cancellationToken)) return LogProgress.More;
            return over ? LogProgress.Ended : LogProgress.Waiting;
        }
        var rotated = _later.Count > 0 || (query.Follow && LogFileIdentity.At(path) is { } current && current != _cursor.File.Identity);
        if (await _cursor.FillAsync(cancellationToken)) return LogProgress.More;
        if (rotated && TurnToNext()) return LogProgress.More;
        if (!over) return LogProgress.Waiting;
        _ended = true;
        // While the container is running, a line without a line feed is incomplete.
        return !running() && TakeTorn() ? LogProgress.More : LogProgress.Ended;
    }

    public void Dispose()
    {
        _cursor?.File.Dispose();
        foreach (var file in _later) file.Dispose();
    }

    private bool Begin()
    {
        var files = LogFiles.Open(path);
        if (upTo is { } position) DropAfter(files, position);
        // A log that first appears during the reading is read from its start, whatever the tail.
        var fromStart = _looked;
        _looked = true;
        if (files.Count == 0) return false;
        // Checked before the length: a line of an ended container is then complete, or never will be.
        var withTorn = !running();
        var end = upTo?.Size ?? files[^1].Length;
        var (index, offset) = fromStart ? (0, 0) : LogStart.Find(files, query, withTorn, end);
        for (var i = 0; i < files.Count; i++)
        {
            if (i < index) files[i].Dispose();
            else if (i == index) _cursor = new(files[i], offset, query.Follow || i < files.Count - 1 ? long.MaxValue : end);
            else _later.Enqueue(files[i]);
        }
        _snapshotEnd = end;
        return true;
    }

    // The position's file is gone when rotation has deleted it meanwhile, together with everything older.
    private static void DropAfter(List<LogFile> files, LogPosition position)
    {
        for (var i = files.Count - 1; i >= 0 && files[i].Identity.Inode != position.Inode; i--)
        {
            files[i].Dispose();
            files.RemoveAt(i);
        }
    }

    private bool TurnToNext()
    {
        if (_later.Count == 0)
        {
            foreach (var file in LogFiles.OpenAfter(path, _cursor!.File.Identity)) _later.Enqueue(file);
            if (_later.Count == 0) return false;
        }
        TakeTorn();
        _cursor!.File.Dispose();
        _cursor = new(_later.Dequeue(), 0, query.Follow || _later.Count > 0 ? long.MaxValue : _snapshotEnd);
        return true;
    }

    private bool TakeTorn()
    {
        if (_cursor is null || !_cursor.TryTakeTorn(out var entry)) return false;
        _torn = entry;
        return true;
    }
}
