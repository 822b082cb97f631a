using SharpCompress.Compressors.LZMA;

namespace Panel.Engine.Native.Archives.Compression;

/// <summary>A block of an xz stream: unpacks its data and verifies it against its check and sizes.</summary>
internal sealed class XzBlock : IDisposable
{
    private readonly CompressedInput _input;
    private readonly LzmaStream _data;
    private readonly XzCheck _check;
    private readonly (long? Packed, long? Unpacked) _told;
    private readonly long _header, _start;

    private XzBlock(CompressedInput input, LzmaStream data, XzCheck check, (long? Packed, long? Unpacked) told, long header) =>
        (_input, _data, _check, _told, _header, _start) = (input, data, check, told, header, input.Position);

    /// <summary>Its size without the padding, and unpacked, for comparison with the index; known at its end.</summary>
    public (long Unpadded, long Unpacked) Sizes { get; private set; }

    /// <summary>Reads its header.</summary>
    public static async ValueTask<XzBlock> OpenAsync(CompressedInput input, int check, CancellationToken cancellationToken)
    {
        var size = await input.PeekAsync(cancellationToken) ?? throw new InvalidDataException("The xz stream is cut off.");
        var header = await input.TakeAsync((size + 1) * 4, cancellationToken);
        var (packed, unpacked, dictionary) = XzFormat.Block(header);
        var data = await LzmaStream.CreateAsync([dictionary], input, -1, -1, null, isLzma2: true, leaveOpen: true);
        return new(input, data, XzCheck.Of(check), (packed, unpacked), header.Length);
    }

    /// <summary>The next bytes; 0 at the end, after everything has been verified.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await _data.ReadAsync(buffer, cancellationToken);
        if (count == 0) await FinishAsync(cancellationToken);
        _check.Append(buffer.Span[..count]);
        Sizes = Sizes with { Unpacked = Sizes.Unpacked + count };
        return count;
    }

    public void Dispose()
    {
        _data.Dispose();
        _check.Dispose();
    }

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        var packed = _input.Position - _start;
        var padding = await _input.TakeAsync((int)(-packed & 3), cancellationToken);
        var sum = await _input.TakeAsync(_check.Length, cancellationToken);
        if (padding.AsSpan().ContainsAnyExcept((byte)0) || (_told.Packed ?? packed) != packed || (_told.Unpacked ?? Sizes.Unpacked) != Sizes.Unpacked)
            throw new InvalidDataException("A block of the xz stream is not as long as its header says.");
        if (!_check.Matches(sum)) throw new InvalidDataException("The checksum of a block of the xz stream is wrong.");
        Sizes = Sizes with { Unpadded = _header + packed + _check.Length };
    }
}
