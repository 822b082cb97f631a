namespace Panel.Engine.Native.Archives.Compression;

/// <summary>A compressed stream, read in large pieces and passed on in small ones; it counts the bytes passed on.</summary>
internal sealed class CompressedInput(Stream source) : ForwardStream
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private long _count;

    public override long Position => _count;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _start < _end ? ValueTask.FromResult(Take(buffer.Span)) : RefillAsync(buffer, cancellationToken);

    /// <summary>The next bytes.</summary>
    /// <exception cref="InvalidDataException">There are fewer bytes.</exception>
    public async ValueTask<byte[]> TakeAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        if (await this.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellationToken) < length) throw new InvalidDataException("It ends too early.");
        return bytes;
    }

    /// <summary>The next byte, without consuming it; null at the end.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        if (_start == _end) await FillAsync(cancellationToken);
        return _start < _end ? _buffer[_start] : null;
    }

    private async ValueTask<int> RefillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken);
        return Take(buffer.Span);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken) => (_start, _end) = (0, await source.ReadAsync(_buffer, cancellationToken));

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        _count += count;
        return count;
    }
}
