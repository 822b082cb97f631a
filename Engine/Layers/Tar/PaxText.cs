using System.Text;

namespace Panel.Engine.Layers.Tar;

/// <summary>The records of a pax header: <c>length keyword=value</c>, one per line, where the length counts the whole line.</summary>
internal static class PaxText
{
    private const string ExtendedAttribute = "SCHILY.xattr.";

    /// <summary>The fields that do not fit into the entry's ustar header; empty when all fit.</summary>
    public static byte[] Of(LayerEntry entry)
    {
        List<byte> text = [];
        if (!TarBlock.Holds(entry.Name)) Add(text, "path", Raw(entry.Name));
        if (entry.LinkName.Length > TarBlock.NameLength) Add(text, "linkpath", Raw(entry.LinkName));
        if (entry.Length > TarBlock.LargestLength) Add(text, "size", Encoding.ASCII.GetBytes($"{entry.Length}"));
        if (entry.Uid > TarBlock.LargestId) Add(text, "uid", Encoding.ASCII.GetBytes($"{entry.Uid}"));
        if (entry.Gid > TarBlock.LargestId) Add(text, "gid", Encoding.ASCII.GetBytes($"{entry.Gid}"));
        if (entry.Modified.Seconds is < 0 or > TarBlock.LargestLength) Add(text, "mtime", Encoding.ASCII.GetBytes($"{entry.Modified.Seconds}"));
        foreach (var (name, value) in entry.Attributes) Add(text, ExtendedAttribute + name, value);
        return [.. text];
    }

    private static void Add(List<byte> text, string keyword, byte[] value)
    {
        var rest = keyword.Length + value.Length + 3;
        var length = rest + Digits(rest);
        // The length's own digits may add one more.
        if (rest + Digits(length) != length) length = rest + Digits(length);
        text.AddRange(Encoding.Latin1.GetBytes($"{length} {keyword}="));
        text.AddRange(value);
        text.Add((byte)'\n');
    }

    private static int Digits(int number) => $"{number}".Length;

    private static byte[] Raw(string text) => Encoding.Latin1.GetBytes(text);
}
