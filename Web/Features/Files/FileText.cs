using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Files;

/// <summary>Texts and addresses for files.</summary>
public static class FileText
{
    private const int Directory = 0x4000;
    private const int Link = 0xA000;
    private const int Regular = 0x8000;

    /// <summary>Whether it is a directory.</summary>
    public static bool IsDirectory(FileStat file) => (file.Mode & 0xF000) == Directory;

    /// <summary>Whether it is a symbolic link.</summary>
    public static bool IsLink(FileStat file) => (file.Mode & 0xF000) == Link;

    /// <summary>Whether it is a regular file.</summary>
    public static bool IsRegular(FileStat file) => (file.Mode & 0xF000) == Regular;

    /// <summary>The file's type, in one word.</summary>
    public static string Kind(FileStat file) => (file.Mode & 0xF000) switch
    {
        Directory => "folder",
        Link => "link",
        Regular => "file",
        0x2000 or 0x6000 => "device",
        0x1000 => "pipe",
        _ => "socket",
    };

    /// <summary>Type and permissions as ls(1) writes them: <c>drwxr-xr-t</c>.</summary>
    public static string Mode(int mode)
    {
        var text = new StringBuilder(10).Append((mode & 0xF000) switch { Directory => 'd', Link => 'l', 0x2000 => 'c', 0x6000 => 'b', 0x1000 => 'p', 0xC000 => 's', _ => '-' });
        for (var who = 2; who >= 0; who--)
        {
            var bits = mode >> (who * 3);
            var special = (mode & (0x200 << who)) != 0;
            var (with, without) = who == 0 ? ('t', 'T') : ('s', 'S');
            text.Append((bits & 4) != 0 ? 'r' : '-').Append((bits & 2) != 0 ? 'w' : '-')
                .Append(special ? (bits & 1) != 0 ? with : without : (bits & 1) != 0 ? 'x' : '-');
        }

        return text.ToString();
    }

    /// <summary>Owner and group, as numbers inside the container.</summary>
    public static string Owner(FileStat file) => $"{Id(file.UserId)}:{Id(file.GroupId)}";

    /// <summary>A name or path for people: invisible characters, and those that would move other text, appear as numbers.</summary>
    public static string Shown(string path)
    {
        var text = new StringBuilder(path.Length);
        for (var at = 0; at < path.Length; at++)
        {
            var letter = path[at];
            if (char.IsSurrogate(letter) && at + 1 < path.Length && char.IsSurrogatePair(letter, path[at + 1])) text.Append(letter).Append(path[++at]);
            else if (char.IsSurrogate(letter)) text.Append(CultureInfo.InvariantCulture, $"\\x{letter - 0xDC00:x2}");
            else if (letter == '\n') text.Append("\\n");
            else if (char.IsControl(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else text.Append(letter);
        }

        return text.ToString();
    }

    /// <summary>The path of an entry.</summary>
    public static string Join(string directory, string name) => directory == "/" ? "/" + name : $"{directory}/{name}";

    /// <summary>A path as a parameter of an address: <c>path</c>, or <c>raw</c> with its bytes in base64url if it is not UTF-8.</summary>
    public static string Parameter(string path) =>
        FilePathText.HasOddBytes(path) ? "raw=" + WebEncoders.Base64UrlEncode(FilePathText.ToBytes(path)) : "path=" + Uri.EscapeDataString(path);

    /// <summary>Parses the parameter.</summary>
    /// <exception cref="InvalidInputException">The parameter has neither form.</exception>
    public static string Path(string? path, string? raw)
    {
        if (raw is null) return path is ['/', ..] && !path.Contains('\0') ? path : throw new InvalidInputException("The parameter path is missing; give an absolute path in the container.", "path");
        try
        {
            return Path(FilePathText.FromBytes(WebEncoders.Base64UrlDecode(raw)), null);
        }
        catch (FormatException error)
        {
            throw new InvalidInputException("The parameter raw is not base64url; give the bytes of an absolute path in it.", "raw", error);
        }
    }

    private static string Id(long id) => id == 0 ? "root" : id.ToString(CultureInfo.InvariantCulture);
}
