using SharpCompress.Compressors;
using SharpCompress.Compressors.BZip2;

namespace Panel.Engine.Native.Archives.Compression;

/// <summary>Unpacks bzip2, including several concatenated streams, as parallel compressors write them; damage throws an
/// <see cref="InvalidDataException"/>, as with gzip.</summary>
internal sealed class Bzip2Stream(Stream source) : ForwardStream
{
    private readonly CompressedInput _input = new(source);
    private BZip2Stream? _inner;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            _inner ??= await BZip2Stream.CreateAsync(_input, CompressionMode.Decompress, decompressConcatenated: true, leaveOpen: true, cancellationToken);
            return await _inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (Damage.Is(error))
        {
            throw new InvalidDataException("The bzip2 data is wrong or cut off.", error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner?.Dispose();
        base.Dispose(disposing);
    }
}
