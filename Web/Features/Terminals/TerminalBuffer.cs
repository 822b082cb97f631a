namespace Panel.Web.Features.Terminals;

/// <summary>
/// The newest output of a terminal by position, so that a browser continues after a lost connection. The writer waits when the reader is
/// too far behind, like a program at a slow terminal. Only acknowledged output counts as read, because sent output may be lost with the
/// connection.
/// </summary>
internal sealed class TerminalBuffer
{
    /// <summary>The number of bytes kept.</summary>
    public const int Capacity = 512 * 1024;

    /// <summary>The most unacknowledged bytes; less than what is kept, so that none of them is lost.</summary>
    public const int MostUnread = Capacity / 2;

    private const int LargestPiece = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly byte[] _ring = new byte[Capacity];
    private TaskCompletionSource _changed = NewSignal();
    private long _written;
    private long _acknowledged;
    private bool _ended;

    /// <summary>Adds output; waits for room.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        while (output.Length > 0)
        {
            Task changed;
            lock (_lock)
            {
                var count = (int)Math.Min(output.Length, MostUnread - (_written - _acknowledged));
                if (count > 0)
                {
                    Copy(output.Span[..count]);
                    output = output[count..];
                    Signal();
                    continue;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A reader acknowledges everything before a position.</summary>
    public void Acknowledge(long position)
    {
        lock (_lock)
        {
            _acknowledged = Math.Clamp(position, _acknowledged, _written);
            Signal();
        }
    }

    /// <summary>Says that no more output will come.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Signal();
        }
    }

    /// <summary>Output from a position on, as soon as there is some; if the position is too old, from the oldest kept. Null at the end.</summary>
    public async Task<(long Position, byte[] Bytes)?> ReadAsync(long position, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                position = Math.Clamp(position, Math.Max(0, _written - Capacity), _written);
                if (position < _written) return (position, Take(position, (int)Math.Min(_written - position, LargestPiece)));
                if (_ended) return null;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Copy(ReadOnlySpan<byte> output)
    {
        var at = (int)(_written % Capacity);
        var first = Math.Min(output.Length, Capacity - at);
        output[..first].CopyTo(_ring.AsSpan(at));
        output[first..].CopyTo(_ring);
        _written += output.Length;
    }

    private byte[] Take(long position, int count)
    {
        var at = (int)(position % Capacity);
        var first = Math.Min(count, Capacity - at);
        return [.. _ring.AsSpan(at, first), .. _ring.AsSpan(0, count - first)];
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
