using System.Globalization;

namespace Panel.Engine.Linux.Users;

/// <summary>A line of passwd(5).</summary>
public readonly record struct PasswdEntry(string Name, uint Uid, uint Gid, string Home);

/// <summary>A line of group(5).</summary>
public readonly record struct GroupEntry(string Name, uint Gid, IReadOnlyList<string> Members);

/// <summary>Parses an image's /etc/passwd and /etc/group. Malformed lines are skipped, as in libc.</summary>
public static class UserDatabase
{
    public static IEnumerable<PasswdEntry> ParsePasswd(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var fields = line.TrimEnd('\r').Split(':');
            if (fields.Length >= 4 && fields[0].Length > 0 && Id(fields[2], out var uid) && Id(fields[3], out var gid))
                yield return new PasswdEntry(fields[0], uid, gid, fields.Length > 5 ? fields[5] : "");
        }
    }

    public static IEnumerable<GroupEntry> ParseGroup(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var fields = line.TrimEnd('\r').Split(':');
            if (fields.Length >= 3 && fields[0].Length > 0 && Id(fields[2], out var gid))
                yield return new GroupEntry(fields[0], gid, fields.Length > 3 ? fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries) : []);
        }
    }

    /// <summary>An id 0..2^31-1, as moby and runc accept; larger ones have wrapped around to root in the past (CVE-2024-40635).</summary>
    internal static bool Id(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id <= int.MaxValue;
}
