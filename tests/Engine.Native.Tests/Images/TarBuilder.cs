using System.Text;

namespace Panel.Engine.Native.Tests.Images;

/// <summary>Writes tar archives byte by byte, so that hostile ones can be made. Names are Latin-1: a byte a character.</summary>
internal sealed class TarBuilder
{
    private readonly MemoryStream _stream = new();

    public TarBuilder File(string name, string content = "", int mode = 0x1A4, long uid = 0, long gid = 0, long mtime = 1_700_000_000) =>
        Entry(name, '0', Encoding.UTF8.GetBytes(content), mode: mode, uid: uid, gid: gid, mtime: mtime);

    public TarBuilder Folder(string name, int mode = 0x1ED, long mtime = 1_700_000_000) => Entry(name, '5', mode: mode, mtime: mtime);

    public TarBuilder Symlink(string name, string target) => Entry(name, '2', link: target, mode: 0x1FF);

    public TarBuilder HardLink(string name, string target) => Entry(name, '1', link: target);

    public TarBuilder Device(string name, char type, int major, int minor) => Entry(name, type, major: major, minor: minor);

    public TarBuilder Pax(params (string Key, byte[] Value)[] records)
    {
        using var data = new MemoryStream();
        foreach (var (key, value) in records)
        {
            var rest = key.Length + value.Length + 3;
            var length = rest + rest.ToString().Length;
            if (length.ToString().Length != rest.ToString().Length) length = rest + length.ToString().Length;
            data.Write(Encoding.Latin1.GetBytes($"{length} {key}="));
            data.Write(value);
            data.WriteByte((byte)'\n');
        }
        return Entry("pax", 'x', data.ToArray());
    }

    public TarBuilder LongName(string name) => Entry("././@LongLink", 'L', Encoding.Latin1.GetBytes(name + "\0"));

    public TarBuilder Entry(string name, char type, byte[]? data = null, string link = "", int mode = 0x1A4, long uid = 0, long gid = 0,
        long mtime = 0, int major = 0, int minor = 0, long? claimedSize = null)
    {
        var header = new byte[512];
        Put(header, 0, 100, name);
        Put(header, 100, 8, Convert.ToString(mode, 8).PadLeft(7, '0'));
        Put(header, 108, 8, Convert.ToString(uid, 8).PadLeft(7, '0'));
        Put(header, 116, 8, Convert.ToString(gid, 8).PadLeft(7, '0'));
        Put(header, 124, 12, Convert.ToString(claimedSize ?? data?.Length ?? 0, 8).PadLeft(11, '0'));
        Put(header, 136, 12, Convert.ToString(mtime, 8).PadLeft(11, '0'));
        header[156] = (byte)type;
        Put(header, 157, 100, link);
        Put(header, 257, 8, "ustar\000");
        Put(header, 329, 8, Convert.ToString(major, 8).PadLeft(7, '0'));
        Put(header, 337, 8, Convert.ToString(minor, 8).PadLeft(7, '0'));
        return Raw(Sealed(header)).Data(data);
    }

    public TarBuilder Raw(byte[] bytes)
    {
        _stream.Write(bytes);
        return this;
    }

    public byte[] ToArray(bool end = true) => [.. _stream.ToArray(), .. end ? new byte[1024] : []];

    public Stream ToStream() => new MemoryStream(ToArray());

    private static byte[] Sealed(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        Put(header, 148, 8, Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ");
        return header;
    }

    private TarBuilder Data(byte[]? data)
    {
        if (data is null) return this;
        _stream.Write(data);
        _stream.Write(new byte[-data.Length & 511]);
        return this;
    }

    private static void Put(byte[] header, int offset, int length, string text) =>
        Encoding.Latin1.GetBytes(text.Length > length ? text[..length] : text).CopyTo(header, offset);
}
