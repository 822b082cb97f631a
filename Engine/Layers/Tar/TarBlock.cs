using System.Text;

namespace Panel.Engine.Layers.Tar;

/// <summary>A ustar header block. Values that do not fit are cut here, and complete in the pax header before it.</summary>
internal static class TarBlock
{
    /// <summary>The longest name and link target, in bytes.</summary>
    public const int NameLength = 100;

    private const int PrefixLength = 155;

    /// <summary>The largest length in 11 octal digits.</summary>
    public const long LargestLength = 0x1FFFFFFFF;

    /// <summary>The largest id in 7 octal digits.</summary>
    public const uint LargestId = 0x1FFFFF;

    public static byte[] Of(LayerEntry entry)
    {
        var block = Begin(entry.Name, Type(entry.Type), entry.Type == LayerEntryType.Regular ? Math.Min(entry.Length, LargestLength) : 0);
        Octal(block, 100, 8, entry.Mode & 0xFFF);
        Octal(block, 108, 8, Math.Min(entry.Uid, LargestId));
        Octal(block, 116, 8, Math.Min(entry.Gid, LargestId));
        Octal(block, 136, 12, Math.Clamp(entry.Modified.Seconds, 0, LargestLength));
        if (Split(entry.Name) is > 0 and var slash)
        {
            Array.Clear(block, 0, NameLength);
            Text(block, 0, NameLength, entry.Name[(slash + 1)..]);
            Text(block, 345, PrefixLength, entry.Name[..slash]);
        }

        Text(block, 157, NameLength, entry.LinkName);
        Octal(block, 329, 8, Math.Min(entry.DeviceMajor, LargestId));
        Octal(block, 337, 8, Math.Min(entry.DeviceMinor, LargestId));
        return Sum(block);
    }

    /// <summary>Whether the whole name fits into the header, whose prefix and name are joined with a slash; the oldest readers know no
    /// other long names.</summary>
    public static bool Holds(string name) => name.Length <= NameLength || Split(name) > 0;

    /// <summary>The header of a pax header with this length.</summary>
    public static byte[] Pax(int length)
    {
        var block = Begin("PaxHeaders/entry", 'x', length);
        Octal(block, 100, 8, 0x1A4);
        return Sum(block);
    }

    // The slash after the prefix of a name that is too long for its own field; 0 if there is none.
    private static int Split(string name)
    {
        if (name.Length <= NameLength || name.Length > NameLength + PrefixLength + 1) return 0;
        var slash = name.LastIndexOf('/', Math.Min(PrefixLength, name.Length - 2));
        return slash > 0 && name.Length - slash - 1 <= NameLength ? slash : 0;
    }

    private static byte[] Begin(string name, char type, long length)
    {
        var block = new byte[512];
        Text(block, 0, NameLength, name);
        Octal(block, 124, 12, length);
        block[156] = (byte)type;
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        return block;
    }

    private static byte[] Sum(byte[] block)
    {
        block.AsSpan(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in block) sum += value;
        Octal(block, 148, 7, sum);
        return block;
    }

    private static void Octal(byte[] block, int offset, int length, long number) =>
        Encoding.ASCII.GetBytes(Convert.ToString(number, 8).PadLeft(length - 1, '0'), block.AsSpan(offset));

    private static void Text(byte[] block, int offset, int length, string text) =>
        Encoding.Latin1.GetBytes(text.Length > length ? text[..length] : text, block.AsSpan(offset));

    private static char Type(LayerEntryType type) => type switch
    {
        LayerEntryType.HardLink => '1',
        LayerEntryType.Symlink => '2',
        LayerEntryType.CharacterDevice => '3',
        LayerEntryType.BlockDevice => '4',
        LayerEntryType.Directory => '5',
        LayerEntryType.Fifo => '6',
        _ => '0',
    };
}
