using System.Security.Cryptography;

namespace Panel.Engine.Native.Archives.Compression;

/// <summary>Compares the blocks with the index after them (.xz file format, 4). It keeps only a hash of their sizes, so that any number of
/// blocks needs no memory.</summary>
internal sealed class XzIndex : IDisposable
{
    // A number has at most 9 bytes (1.2).
    private const int LongestRecord = 18;
    private readonly IncrementalHash _read = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _told = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _blocks;

    public void Add((long Unpadded, long Unpacked) sizes)
    {
        _blocks++;
        Append(_read, sizes.Unpadded, sizes.Unpacked);
    }

    /// <summary>Reads the index from its first byte on.</summary>
    /// <returns>Its size in bytes.</returns>
    public async ValueTask<long> VerifyAsync(CompressedInput input, CancellationToken cancellationToken)
    {
        var start = input.Position;
        var crc = new XzCrc32();
        crc.Append(await input.TakeAsync(1, cancellationToken));
        var count = await NumberAsync(input, crc, cancellationToken);
        if (count != _blocks) throw Wrong();
        for (long i = 0; i < count; i++) Append(_told, await NumberAsync(input, crc, cancellationToken), await NumberAsync(input, crc, cancellationToken));
        var padding = await input.TakeAsync((int)(-(input.Position - start) & 3), cancellationToken);
        crc.Append(padding);
        if (padding.AsSpan().ContainsAnyExcept((byte)0) || !crc.Matches(await input.TakeAsync(4, cancellationToken))) throw Wrong();
        if (!_told.GetHashAndReset().AsSpan().SequenceEqual(_read.GetHashAndReset())) throw Wrong();
        _blocks = 0;
        return input.Position - start;
    }

    public void Dispose()
    {
        _read.Dispose();
        _told.Dispose();
    }

    private static async ValueTask<long> NumberAsync(CompressedInput input, XzCrc32 crc, CancellationToken cancellationToken)
    {
        var bytes = new byte[LongestRecord / 2];
        for (var length = 0; length < bytes.Length;)
        {
            bytes[length] = (await input.TakeAsync(1, cancellationToken))[0];
            if (bytes[length++] >= 0x80) continue;
            crc.Append(bytes.AsSpan(0, length));
            ReadOnlySpan<byte> data = bytes.AsSpan(0, length);
            return XzFormat.Number(ref data);
        }

        throw Wrong();
    }

    private static void Append(IncrementalHash hash, long one, long other)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, one);
        BitConverter.TryWriteBytes(bytes[8..], other);
        hash.AppendData(bytes);
    }

    private static InvalidDataException Wrong() => new("The index of the xz stream does not match its blocks.");
}
