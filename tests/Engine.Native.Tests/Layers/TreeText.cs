using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.Tests.Layers;

/// <summary>Everything that can be seen of a tree, a line an entry.</summary>
internal static class TreeText
{
    public static IReadOnlyList<string> Of(string directory)
    {
        List<string> lines = [];
        Dictionary<ulong, string> first = [];
        using var root = OpenAt2.Host(directory, OpenFlags.ReadOnly | OpenFlags.Directory);
        Add(root, ".", "", lines, first);
        Walk(root, "", lines, first);
        return lines;
    }

    private static void Walk(SafeFileHandle directory, string prefix, List<string> lines, Dictionary<ulong, string> first)
    {
        foreach (var name in FileTree.Names(directory).Order(StringComparer.Ordinal))
        {
            if (Add(directory, name, prefix + name, lines, first) is not { IsDirectory: true }) continue;
            using var inner = FileCalls.Handle(FileCalls.OpenAt(directory, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow));
            Walk(inner, prefix + name + "/", lines, first);
        }
    }

    private static FileStatus Add(SafeFileHandle directory, string name, string path, List<string> lines, Dictionary<ulong, string> first)
    {
        Assert.True(FileCalls.Status(directory, name, out var status) >= 0);
        var isTop = path.Length == 0;
        var attributes = FileCalls.ListAttributes(directory, name).Order(StringComparer.Ordinal)
            .Select(attribute => $"{attribute}={Convert.ToHexString(FileCalls.GetAttribute(directory, name, attribute) ?? [])}");
        // A whiteout's own rights and time mean nothing, and neither does the time of the top.
        var rights = status.IsWhiteout ? "" : $"{status.Mode & 0xFFF:x} {status.Uid}:{status.Gid}";
        var time = status.IsWhiteout || isTop ? "" : $"{status.ModifiedSeconds}.{status.ModifiedNanoseconds:d9}";
        var device = $"{status.DeviceMajor}:{status.DeviceMinor}";
        var same = status is { Links: > 1, IsDirectory: false, IsWhiteout: false } && !first.TryAdd(status.Inode, path) ? "= " + first[status.Inode] : "";
        lines.Add(string.Join(' ', RawName.Show(path), status.Type.ToString("x", CultureInfo.InvariantCulture), rights, time, device, same,
            FileCalls.ReadLink(directory, name) ?? "", Content(directory, name, status), string.Join(',', attributes)));
        return status;
    }

    private static string Content(SafeFileHandle directory, string name, FileStatus status)
    {
        if (status.Type != FileType.Regular) return "";
        using var file = FileCalls.Handle(FileCalls.OpenAt(directory, name, OpenFlags.ReadOnly | OpenFlags.NoFollow));
        using var stream = new FileStream(file, FileAccess.Read);
        return $"{status.Size} {Convert.ToHexString(SHA256.HashData(stream))}";
    }
}
