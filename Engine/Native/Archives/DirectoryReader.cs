using Panel.Engine.Contract;
using Panel.Engine.Layers.Views;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Archives;

/// <summary>Lists a container's directory, with bounded memory for any number of entries.</summary>
internal static class DirectoryReader
{
    // A name has up to 255 bytes, and the names of several layers are kept during the comparison.
    private const int MostLooked = 500_000;

    public static DirectoryListing Read(MergedDirectory directory, string path, DirectoryQuery query, FileStats stats, CancellationToken cancellationToken)
    {
        List<FileStat> entries = [];
        var (looked, matching) = (0, 0);
        foreach (var name in directory.Names())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (looked++ == MostLooked) return new(path, entries, matching, IsCounted: false);
            if (query.Search.Length > 0 && !FileStats.Text(name).Contains(query.Search, StringComparison.OrdinalIgnoreCase)) continue;
            matching++;
            // It may have been removed after the listing.
            if (entries.Count < query.Most && directory.TryFind(name, out var entry)) entries.Add(stats.Of(entry));
        }

        return new(path, entries, matching, IsCounted: true);
    }
}
