using System.IO.Compression;
using Panel.Engine.Contract;
using Panel.Engine.Native.Archives.Compression;
using Panel.Engine.Registry.Oci;
using ZstdSharp;

namespace Panel.Engine.Native.Images;

/// <summary>Recognises a plain or compressed tar by its first bytes.</summary>
internal static class LayerCompression
{
    /// <summary>The number of bytes necessary for that.</summary>
    public const int StartBytes = 6;

    /// <summary>The unpacked stream, and the media type of the original.</summary>
    /// <param name="stream">The stream, from its first byte on.</param>
    /// <param name="start">The first <see cref="StartBytes"/> bytes.</param>
    public static (Stream Tar, string MediaType) Open(Stream stream, ReadOnlyMemory<byte> start)
    {
        if (start.Span.StartsWith<byte>([0x1F, 0x8B])) return (new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), OciMediaTypes.LayerGzip);
        if (start.Span.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD])) return (new ZstdLayerStream(new DecompressionStream(stream, leaveOpen: true)), OciMediaTypes.LayerZstd);
        var other = start.Span.StartsWith<byte>([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) ? "xz"
            : start.Span.StartsWith("BZh"u8) ? "bzip2" : null;
        return other is null ? (stream, OciMediaTypes.Layer) : throw new InvalidInputException($"The layer is compressed with {other}, which an image's layer may not be; make it plain, gzip or zstd.");
    }
}
