using System.IO.Compression;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Oci;
using ZstdSharp;

namespace Panel.Engine.Native.Images;

/// <summary>Tells a plain tar from a compressed one by its first bytes.</summary>
internal static class LayerCompression
{
    /// <summary>The stream unpacked, and the media type of what it was.</summary>
    public static async Task<(Stream Tar, string MediaType)> OpenAsync(BlobTee stream, CancellationToken cancellationToken)
    {
        var start = await stream.PeekAsync(6, cancellationToken);
        if (start.Span.StartsWith<byte>([0x1F, 0x8B])) return (new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), OciMediaTypes.LayerGzip);
        if (start.Span.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD])) return (new ZstdLayerStream(new DecompressionStream(stream, leaveOpen: true)), OciMediaTypes.LayerZstd);
        var other = start.Span.StartsWith<byte>([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) ? "xz"
            : start.Span.StartsWith("BZh"u8) ? "bzip2" : null;
        return other is null ? (stream, OciMediaTypes.Layer) : throw new InvalidInputException($"The archive is compressed with {other}; give a plain tar, gzip or zstd.");
    }
}
