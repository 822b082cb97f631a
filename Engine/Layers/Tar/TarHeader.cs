using System.Text;

namespace Panel.Engine.Layers.Tar;

/// <summary>A tar header block (POSIX.1-1988 ustar, and GNU's variant of it).</summary>
internal readonly struct TarHeader
{
    private readonly byte[] _block;

    public TarHeader(ReadOnlySpan<byte> block) => _block = block.ToArray();

    public char Type => (char)_block[156];
    public long Size => Number(124, 12) is >= 0 and var size ? size : throw LayerFault.Invalid("has a negative size");
    public long Mode => Number(100, 8);
    public long Uid => Number(108, 8);
    public long Gid => Number(116, 8);
    public long Modified => Number(136, 12);
    public long DeviceMajor => Device(329);
    public long DeviceMinor => Device(337);
    public string LinkName => Text(157, 100);

    // Only POSIX's magic has the prefix; GNU's ("ustar  ") stores times there.
    public string Name => _block.AsSpan(257, 6).SequenceEqual("ustar\0"u8) && Text(345, 155) is { Length: > 0 } prefix
        ? prefix + "/" + Text(0, 100) : Text(0, 100);

    /// <summary>Whether the checksum is correct: the sum of all bytes, with spaces in place of the checksum itself; some old writers summed
    /// signed bytes.</summary>
    public bool ChecksumHolds
    {
        get
        {
            int sum = 8 * ' ', signed = sum;
            for (var i = 0; i < _block.Length; i++)
            {
                if (i is >= 148 and < 156) continue;
                sum += _block[i];
                signed += (sbyte)_block[i];
            }
            return TryNumber(148, 8, out var stored) && (stored == sum || stored == signed);
        }
    }

    public byte At(int offset) => _block[offset];

    public long Number(int offset, int length) =>
        TryNumber(offset, length, out var number) ? number : throw LayerFault.Invalid("has a header with a damaged number");

    public void AddSegments(List<(long, long)> segments, int offset, int count)
    {
        for (var i = 0; i < count; i++, offset += 24)
        {
            if (_block[offset] == 0) return;
            segments.Add((Number(offset, 12), Number(offset + 12, 12)));
        }
    }

    private long Device(int offset) =>
        Number(offset, 8) is >= 0 and <= uint.MaxValue and var number ? number : throw LayerFault.Invalid("has an impossible device number");

    // Octal digits between spaces and zero bytes, or, with the top bit set, base 256 in two's complement.
    private bool TryNumber(int offset, int length, out long number)
    {
        var field = _block.AsSpan(offset, length);
        number = 0;
        if ((field[0] & 0x80) != 0)
        {
            number = (field[0] & 0x40) != 0 ? -1 : 0;
            for (var i = 0; i < length; i++)
            {
                if (number is >= 1L << 55 or < -(1L << 55)) return false;
                var digit = i == 0 ? (field[0] & 0x40) != 0 ? field[0] : field[0] & 0x7F : field[i];
                number = (number << 8) | (long)digit;
            }
            return true;
        }
        field = field.Trim(" \0"u8);
        foreach (var digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7' || number >= 1L << 59) return digit is 0 or (byte)' ';
            number = number * 8 + (digit - '0');
        }
        return true;
    }

    private string Text(int offset, int length)
    {
        var field = _block.AsSpan(offset, length);
        var end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }
}
