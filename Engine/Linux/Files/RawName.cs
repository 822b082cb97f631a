using System.Text;

namespace Panel.Engine.Linux.Files;

/// <summary>Names and paths as their bytes: a raw string has one byte per character (Latin-1), because names in Linux need not be UTF-8.</summary>
public static class RawName
{
    private const int LongestShown = 200;

    /// <summary>The raw form of a host path in .NET's form.</summary>
    public static string Of(string path) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path));

    /// <summary>A raw name as text; bytes that are not UTF-8 become U+FFFD.</summary>
    public static string Text(string raw) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(raw));

    /// <summary>A raw name for messages, cut after 200 characters.</summary>
    public static string Show(string raw)
    {
        var text = Text(raw);
        return text.Length <= LongestShown ? text : text[..LongestShown] + "…";
    }

    /// <summary>A raw name in the kernel's form, with a final zero.</summary>
    public static byte[] Bytes(string raw)
    {
        var bytes = new byte[raw.Length + 1];
        Encoding.Latin1.GetBytes(raw, bytes);
        return bytes;
    }
}
