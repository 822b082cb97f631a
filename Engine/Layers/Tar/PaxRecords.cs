using System.Text;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers.Tar;

/// <summary>The records of a pax extended header, <c>length key=value\n</c> each (POSIX.1-2024, pax, "pax Extended Header"), values as bytes.</summary>
/// <param name="global">The records for all entries, over which an entry's own take precedence; null for the global ones themselves.</param>
internal sealed class PaxRecords(PaxRecords? global = null)
{
    private const int MostGlobal = 1000;
    private const string AttributePrefix = "SCHILY.xattr.";

    // The keys that are used here; comments and access times are ignored.
    private static readonly HashSet<string> Known =
        ["path", "linkpath", "size", "uid", "gid", "mtime", "GNU.sparse.name", "GNU.sparse.major", "GNU.sparse.map", "GNU.sparse.size", "GNU.sparse.realsize"];

    private readonly Dictionary<string, byte[]> _values = [];
    private readonly List<KeyValuePair<string, byte[]>> _attributes = [];

    public List<KeyValuePair<string, byte[]>> Attributes => [.. global?._attributes ?? [], .. _attributes];

    /// <summary>Pairs of GNU sparse format 0.0, which has repeated keys.</summary>
    public List<long> SparseNumbers { get; } = [];

    public void Parse(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var space = data.IndexOf((byte)' ');
            if (space is < 1 or > 9 || !int.TryParse(Encoding.Latin1.GetString(data[..space]), out var length)
                || length <= space + 2 || length > data.Length || data[length - 1] != '\n')
                throw LayerFault.Invalid("has an extended header that is not of the form 'length key=value'");
            var record = data[(space + 1)..(length - 1)];
            data = data[length..];
            var equal = record.IndexOf((byte)'=');
            if (equal < 1) throw LayerFault.Invalid("has an extended header record without a key");
            Add(Encoding.Latin1.GetString(record[..equal]), record[(equal + 1)..].ToArray());
        }
    }

    private void Add(string key, byte[] value)
    {
        if (key.StartsWith(AttributePrefix, StringComparison.Ordinal)) _attributes.Add(new(key[AttributePrefix.Length..], value));
        else if (key is "GNU.sparse.offset" or "GNU.sparse.numbytes") SparseNumbers.Add(Number(key, value));
        else if (Known.Contains(key)) _values[key] = value;
        // They apply to each entry.
        if (global is null && _attributes.Count + SparseNumbers.Count > MostGlobal) throw LayerFault.Invalid($"has more than {MostGlobal} records in its global extended headers");
    }

    /// <summary>The value; null when there is none, or an empty one, which means the header's value.</summary>
    public string? Text(string key)
    {
        if (!_values.TryGetValue(key, out var value)) return global?.Text(key);
        if (value.Length == 0) return null;
        return Array.IndexOf(value, (byte)0) < 0 ? Encoding.Latin1.GetString(value) : throw LayerFault.Invalid($"has a zero byte in its {key}");
    }

    public long? Integer(string key) => Text(key) is { } text ? Number(key, Encoding.Latin1.GetBytes(text)) : null;

    /// <summary>Decimal seconds, with a fraction or a sign.</summary>
    public Timestamp? Time(string key)
    {
        if (Text(key) is not { } text) return null;
        if (text.Length > 64 || !decimal.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowDecimalPoint, null, out var seconds)
            || seconds is > 1e15m or < -1e15m)
            throw LayerFault.Invalid($"has the {key} '{RawName.Show(text)}', which is not a number of seconds");
        var whole = decimal.Floor(seconds);
        return new((long)whole, (long)((seconds - whole) * 1_000_000_000m));
    }

    private static long Number(string key, byte[] value) =>
        long.TryParse(Encoding.Latin1.GetString(value), System.Globalization.NumberStyles.None, null, out var number)
            ? number : throw LayerFault.Invalid($"has a {key} that is not a number");
}
