using Panel.Engine.Native.Archives;
using ZstdSharp;

namespace Panel.Engine.Native.Archives.Compression;

/// <summary>Unpacks zstd; damage throws an <see cref="InvalidDataException"/>, as with gzip.</summary>
internal sealed class ZstdLayerStream(DecompressionStream inner) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is ZstdException or EndOfStreamException)
        {
            throw new InvalidDataException("The zstd stream is damaged.", error);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
