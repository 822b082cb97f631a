using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Layers;

namespace Panel.Engine.Native.Archives;

/// <summary>Tells of a path that was found.</summary>
internal static class FileStats
{
    public static FileStat Of(FoundPath found)
    {
        if (found.Entry is not { } entry)
        {
            var result = FileCalls.Status(found.Parent.Top, "", out var root);
            return result < 0 ? throw FileTree.Failure("stat", "/", result) : Of("/", root, "");
        }

        var link = entry.Status.Type == FileCalls.TypeSymlink ? FileCalls.ReadLink(entry.Directory, entry.Name) ?? "" : "";
        return Of(LayerEntry.Show(entry.Name), entry.Status, LayerEntry.Show(link));
    }

    private static FileStat Of(string name, FileStatus status, string link) => new()
    {
        Name = name,
        SizeBytes = (long)status.Size,
        Mode = status.Mode,
        ModifiedAt = DateTimeOffset.FromUnixTimeSeconds(status.ModifiedSeconds).AddTicks(status.ModifiedNanoseconds / 100),
        LinkTarget = link,
    };
}
