namespace Panel.Web.Features.Terminals;

/// <summary>
/// The newest output of a terminal by position, so that a browser that lost its connection goes on where it was. Who writes waits when the
/// reader is too far behind, as a terminal's program does.
/// </summary>
internal sealed class TerminalBuffer
{
    /// <summary>Bytes that are kept.</summary>
    public const int Capacity = 512 * 1024;

    /// <summary>Bytes that may wait for the reader.</summary>
    public const int MostUnread = Capacity / 2;

    private const int LargestPiece = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly byte[] _ring = new byte[Capacity];
    private TaskCompletionSource _changed = NewSignal();
    private long _written;
    private long _read;
    private bool _ended;

    /// <summary>Adds output; waits for room.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        while (output.Length > 0)
        {
            Task changed;
            lock (_lock)
            {
                var count = (int)Math.Min(output.Length, MostUnread - (_written - _read));
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
                if (position < _written)
                {
                    var bytes = Take(position, (int)Math.Min(_written - position, LargestPiece));
                    _read = Math.Max(_read, position + bytes.Length);
                    Signal();
                    return (position, bytes);
                }

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
