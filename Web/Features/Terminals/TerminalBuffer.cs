namespace Panel.Web.Features.Terminals;

/// <summary>
/// The newest output of a terminal by position, so that a browser that lost its connection goes on where it was. Who writes waits when the
/// reader is too far behind, as a terminal's program does. Only what a reader has acknowledged counts as read: what was sent may still be lost
/// with the connection.
/// </summary>
internal sealed class TerminalBuffer
{
    /// <summary>Bytes that are kept.</summary>
    public const int Capacity = 512 * 1024;

    /// <summary>Bytes that may wait for the reader's word; less than what is kept, so that none of them is lost.</summary>
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

    /// <summary>A reader has what is before a position.</summary>
    public void Acknowledge(long position)
    {
        lock (_lock)
        {
            _acknowledged = Math.Clamp(position, _acknowledged, _written);
            Signal();
        }
    }

    /// <summary>No more comes.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Signal();
        }
    }

    /// <summary>Output from a position on, as soon as there is some; from the oldest that is kept when the position is older. Null at the end.</summary>
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
