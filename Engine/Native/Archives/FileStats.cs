using System.Globalization;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Archives;

/// <summary>Describes a path.</summary>
/// <param name="ids">The container's users and groups in the view.</param>
internal sealed class FileStats(ContainerIds ids)
{
    public FileStat Of(FoundPath found)
    {
        if (found.Entry is { } entry) return Of(entry);
        var result = FileCalls.Status(found.Parent.Top, "", out var root);
        return result < 0 ? throw FileTree.Failure("stat", "/", result) : Of("/", root, "");
    }

    public FileStat Of(MergedEntry entry) =>
        Of(Text(entry.Name), entry.Status, entry.Status.Type == FileType.Symlink ? Text(FileCalls.ReadLink(entry.Directory, entry.Name) ?? "") : "");

    public FileStat Of(string name, FileStatus status, string link) => new()
    {
        Name = name,
        SizeBytes = (long)status.Size,
        Mode = status.Mode,
        UserId = ids.Own(status.Uid),
        GroupId = ids.Own(status.Gid),
        ModifiedAt = DateTimeOffset.FromUnixTimeSeconds(status.ModifiedSeconds).AddTicks(status.ModifiedNanoseconds / 100),
        LinkTarget = link,
        Version = Version(status),
    };

    /// <summary>The kernel itself sets the change time, whatever a program does to the modification time.</summary>
    public static string Version(FileStatus status) =>
        string.Create(CultureInfo.InvariantCulture, $"{status.Inode:x}-{status.Size:x}-{status.ChangedSeconds:x}.{status.ChangedNanoseconds:x}");

    /// <summary>A file name, stored as one byte per character, as text for people.</summary>
    public static string Text(string raw) => FilePathText.FromBytes(Encoding.Latin1.GetBytes(raw));
}
