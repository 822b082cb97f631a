using System.Buffers.Binary;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Archives.Compression;

/// <summary>Numbers and headers of the .xz file format, version 1.2.1 (its sections are named).</summary>
internal static class XzFormat
{
    /// <summary>Bytes of a stream's header and of its footer (2.1.1, 2.1.2).</summary>
    public const int HeaderBytes = 12;

    /// <summary>The largest accepted dictionary, that of <c>xz -9</c>, because it takes memory.</summary>
    public const long LargestDictionary = 64 << 20;

    private const byte Lzma2 = 0x21;

    /// <summary>The beginning of a stream.</summary>
    public static ReadOnlySpan<byte> Magic => [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00];

    /// <summary>The kind of check in the stream's flags (2.1.1.2).</summary>
    public static int Check(ReadOnlySpan<byte> flags) => flags[0] == 0 && flags[1] < 16 ? flags[1] : throw new InvalidDataException("The xz stream has flags that do not exist.");

    /// <summary>Verifies the checksum of a header: CRC32 in little endian.</summary>
    public static void Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> sum)
    {
        var crc = new XzCrc32();
        crc.Append(data);
        if (!crc.Matches(sum)) throw new InvalidDataException("The checksum of an xz header is wrong.");
    }

    /// <summary>A number of up to 63 bits, seven bits per byte (1.2).</summary>
    public static long Number(ref ReadOnlySpan<byte> data)
    {
        long number = 0;
        for (var i = 0; i < 9 && i < data.Length; i++)
        {
            number |= (long)(data[i] & 0x7F) << (7 * i);
            if (data[i] >= 0x80) continue;
            if (i > 0 && data[i] == 0) break;
            data = data[(i + 1)..];
            return number;
        }

        throw new InvalidDataException("A number of the xz stream is wrong.");
    }

    /// <summary>Parses a block's header (3.1).</summary>
    /// <exception cref="InvalidInputException">It needs more than is served; <see cref="InvalidDataException"/> is damage.</exception>
    /// <returns>The size of its data as it lies here and unpacked, where it is told, and the property of its only filter.</returns>
    public static (long? Packed, long? Unpacked, byte Dictionary) Block(ReadOnlySpan<byte> header)
    {
        Verify(header[..^4], header[^4..]);
        var flags = header[1];
        var data = header[2..^4];
        if ((flags & 0x3C) != 0) throw new InvalidDataException("A block of the xz stream has flags that do not exist.");
        long? packed = (flags & 0x40) != 0 ? Number(ref data) : null;
        long? unpacked = (flags & 0x80) != 0 ? Number(ref data) : null;
        if ((flags & 3) != 0 || Number(ref data) != Lzma2) throw new InvalidInputException("The xz stream uses a filter besides LZMA2, which is not unpacked; compress it without.");
        if (Number(ref data) != 1 || data.Length == 0 || data[0] > 40 || data[1..].ContainsAnyExcept((byte)0)) throw new InvalidDataException("A block of the xz stream has a wrong header.");
        var size = data[0] == 40 ? uint.MaxValue : (2L | (data[0] & 1L)) << ((data[0] / 2) + 11);
        if (size > LargestDictionary) throw new InvalidInputException($"The xz stream needs a dictionary of {size >> 20} MiB; at most {LargestDictionary >> 20} MiB, that of xz -9, are accepted.");
        return (packed, unpacked, data[0]);
    }

    /// <summary>The size of the index according to the footer (2.1.2.2), in bytes.</summary>
    public static long IndexBytes(ReadOnlySpan<byte> footer) => (BinaryPrimitives.ReadUInt32LittleEndian(footer[4..]) + 1L) * 4;
}
