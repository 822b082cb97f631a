using System.IO.Compression;
using Panel.Engine.Contract;
using ZstdSharp;

namespace Panel.Engine.Native.Archives.Compression;

/// <summary>Unpacks an archive with the compression that its first bytes indicate, as Docker does: gzip, zstd, xz or bzip2.</summary>
internal static class Unpacking
{
    private const int StartBytes = 6;

    /// <summary>Opens the plain archive. Damage throws <see cref="InvalidDataException"/> during the read.</summary>
    /// <exception cref="InvalidInputException">The stream is empty, and <paramref name="what"/> says what it should be; with null it may be
    /// empty.</exception>
    public static async ValueTask<Stream> OpenAsync(Stream archive, string? what, CancellationToken cancellationToken)
    {
        var (whole, start) = await StartAsync(archive, cancellationToken);
        if (start.IsEmpty && what is not null) throw new InvalidInputException($"The stream is empty; {what} is needed.");
        if (start.Span.StartsWith<byte>([0x1F, 0x8B])) return new GZipStream(whole, CompressionMode.Decompress);
        if (start.Span.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD])) return new ZstdLayerStream(new DecompressionStream(whole));
        return Foreign(whole, start) ?? whole;
    }

    /// <summary>Removes a compression that no image layer may have (xz, bzip2); gzip and zstd stay.</summary>
    public static async ValueTask<Stream> OpenForLayerAsync(Stream archive, CancellationToken cancellationToken)
    {
        var (whole, start) = await StartAsync(archive, cancellationToken);
        return Foreign(whole, start) ?? whole;
    }

    private static async ValueTask<(Stream Whole, ReadOnlyMemory<byte> Start)> StartAsync(Stream archive, CancellationToken cancellationToken)
    {
        var start = new byte[StartBytes];
        var count = await archive.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return (new StartedStream(start.AsMemory(0, count), archive), start.AsMemory(0, count));
    }

    private static Stream? Foreign(Stream whole, ReadOnlyMemory<byte> start)
    {
        if (start.Span.StartsWith(XzFormat.Magic)) return new XzStream(whole);
        return start.Span is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] ? new Bzip2Stream(whole) : null;
    }
}
