namespace Panel.Engine.Native.Archives.Compression;

/// <summary>
/// Unpacks xz, including several concatenated streams, and verifies every check. SharpCompress unpacks the LZMA2 inside; its own reader of
/// the .xz file format verifies no check and ends after the first stream. Damage throws an <see cref="InvalidDataException"/>, as with
/// gzip.
/// </summary>
internal sealed class XzStream(Stream source) : ForwardStream
{
    private readonly CompressedInput _input = new(source);
    private readonly XzIndex _index = new();
    private byte[]? _flags;
    private XzBlock? _block;
    private bool _any;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        try
        {
            while (_block is not null || await NextAsync(cancellationToken))
            {
                if (await _block!.ReadAsync(buffer, cancellationToken) is > 0 and var count) return count;
                _index.Add(_block.Sizes);
                _block.Dispose();
                _block = null;
            }

            return 0;
        }
        catch (Exception error) when (Damage.Is(error))
        {
            throw new InvalidDataException("The xz data is wrong or cut off.", error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _block?.Dispose();
            _index.Dispose();
        }

        base.Dispose(disposing);
    }

    // The next block, in the next stream after the end of one; false at the end of all.
    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_flags is null && !await BeginAsync(cancellationToken)) return false;
            if (await _input.PeekAsync(cancellationToken) != 0)
            {
                _block = await XzBlock.OpenAsync(_input, XzFormat.Check(_flags!), cancellationToken);
                return true;
            }

            await EndAsync(cancellationToken);
        }
    }

    private async ValueTask<bool> BeginAsync(CancellationToken cancellationToken)
    {
        // Zeros may separate streams, four at a time (2.2).
        while (_any && await _input.PeekAsync(cancellationToken) is 0)
        {
            if ((await _input.TakeAsync(4, cancellationToken)).AsSpan().ContainsAnyExcept((byte)0)) throw new InvalidDataException("There is something after the xz stream.");
        }

        if (await _input.PeekAsync(cancellationToken) is null) return _any ? false : throw new InvalidDataException("The xz stream is cut off.");
        var header = await _input.TakeAsync(XzFormat.HeaderBytes, cancellationToken);
        if (!header.AsSpan().StartsWith(XzFormat.Magic)) throw new InvalidDataException("There is something after the xz stream.");
        XzFormat.Verify(header.AsSpan(6, 2), header.AsSpan(8));
        (_flags, _any) = (header[6..8], true);
        return true;
    }

    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        var size = await _index.VerifyAsync(_input, cancellationToken);
        var footer = await _input.TakeAsync(XzFormat.HeaderBytes, cancellationToken);
        XzFormat.Verify(footer.AsSpan(4, 6), footer);
        if (!footer.AsSpan(8, 2).SequenceEqual(_flags) || !footer.AsSpan(10).SequenceEqual("YZ"u8) || XzFormat.IndexBytes(footer) != size)
            throw new InvalidDataException("The footer of the xz stream is wrong.");
        _flags = null;
    }
}
