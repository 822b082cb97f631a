using Panel.Engine.Contract;
using Panel.Engine.Protocol.Logs;

namespace Panel.Engine.Native.Logs;

/// <summary>Reads the lines of one file forward. Entries share their block's memory, without a copy for each line.</summary>
internal sealed class LogCursor(LogFile file, long offset, long limit)
{
    private const int BlockBytes = 64 * 1024;

    // The shim writes lines of at most 16 KiB; longer lines of other writers are passed on in pieces of this size.
    private const int MaxLineBytes = 256 * 1024;

    private byte[] _block = [];
    private int _start, _end, _searched;
    private long _offset = offset;
    private long _lastTime = file.ModifiedUnixNanoseconds;
    private CriLine? _continued;

    public LogFile File => file;

    /// <summary>Bytes of the file up to the last line that was taken.</summary>
    public long Taken => _offset - (_end - _start);

    /// <summary>The next complete line that was already read.</summary>
    public bool TryNext(out LogEntry entry)
    {
        var length = _block.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
        if (length < 0)
        {
            _searched = _end;
            if (_end - _start >= MaxLineBytes)
            {
                entry = Take(_end, endsLine: false);
                return true;
            }
            entry = default;
            return false;
        }
        length += _searched;
        entry = Take(length, endsLine: true);
        _start = _searched = length + 1;
        return true;
    }

    /// <summary>Reads more; false at the present end.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var end = Math.Min(file.Length, limit);
        if (end < _offset && end < limit)
        {
            // Somebody truncated the file: starts again.
            (_offset, _start, _end, _searched, _continued) = (0, 0, 0, 0, null);
        }
        if (end <= _offset) return false;
        var rest = _end - _start;
        var block = new byte[rest + (int)Math.Min(BlockBytes, end - _offset)];
        _block.AsSpan(_start, rest).CopyTo(block);
        var count = await RandomAccess.ReadAsync(file.Handle, block.AsMemory(rest), _offset, cancellationToken);
        (_block, _searched, _start, _end) = (block, rest, 0, rest + count);
        _offset += count;
        return count > 0;
    }

    /// <summary>The remaining bytes without a line feed, once no more will come.</summary>
    public bool TryTakeTorn(out LogEntry entry)
    {
        if (_start == _end)
        {
            entry = default;
            return false;
        }
        entry = Take(_end, endsLine: true);
        return true;
    }

    private LogEntry Take(int end, bool endsLine)
    {
        var line = _block.AsMemory(_start, end - _start);
        _start = _searched = end;
        CriLine head;
        if (_continued is { } continued) head = continued with { ContentStart = 0 };
        // A line in another format: passed on unchanged, with the previous line's time.
        else if (!CriLine.TryParse(line.Span, out head)) head = new(_lastTime, LogStream.Stdout, false, 0);
        _lastTime = head.UnixNanoseconds;
        _continued = endsLine ? null : head;
        var content = line[head.ContentStart..];
        var unterminated = endsLine && head.IsUnterminated(content.Length);
        return new(head.UnixNanoseconds, head.Stream, (head.Partial && !unterminated) || !endsLine, content) { Unterminated = unterminated };
    }
}
