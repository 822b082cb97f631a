using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers.Views;

/// <summary>Lists a layer's changes to the layers below it, without a mount.</summary>
internal sealed class LayerWalk
{
    // Every level holds open descriptors, as many as there are layers: deeper paths count with the directory that contains them.
    private const int DeepestWalk = 128;

    // As many paths as a person can wait for; an image of a whole system has a tenth of them.
    private const int LongestWalk = 2_000_000;

    private static readonly LayerFile Reserved = new("", null);

    private readonly LayerQuery _query;
    private readonly CancellationToken _cancellation;
    private readonly List<LayerFile> _files = [];
    private readonly HashSet<ulong> _linked = [];
    private int _found;
    private int _walked;
    private bool _isPartial;

    private LayerWalk(LayerQuery query, CancellationToken cancellationToken) => (_query, _cancellation) = (query, cancellationToken);

    /// <param name="layer">The layer's directory.</param>
    /// <param name="below">The directories of the layers below it, topmost first.</param>
    /// <param name="query">The selection.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ObjectNotFoundException">The layer changes nothing at the path.</exception>
    public static LayerListing List(string layer, IReadOnlyList<string> below, LayerQuery query, CancellationToken cancellationToken)
    {
        var parts = query.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var walk = new LayerWalk(query, cancellationToken);
        var place = LayerPlace.OpenRoot(layer, below);
        try
        {
            foreach (var part in parts)
            {
                var inner = Step(place, part) ?? throw new ObjectNotFoundException($"The layer has no directory '{query.Path}', and removes none.");
                place.Dispose();
                place = inner;
            }
            var all = walk.Visit(place, parts.Length == 0 ? "" : "/" + string.Join('/', parts), 0);
            return new(walk._files, walk._found, all.Counts, all.Size, walk._isPartial);
        }
        finally
        {
            place.Dispose();
        }
    }

    private static LayerPlace? Step(LayerPlace place, string part)
    {
        // Names need not be UTF-8; a name is found again by its displayed form.
        var raw = RawName.Of(part);
        var name = place.Look(raw) is not null ? raw : place.Names().Find(other => RawName.Text(other) == part);
        return name is not null && place.Look(name) is { Status.IsDirectory: true } entry ? place.Open(name, entry) : null;
    }

    private Sum Visit(LayerPlace place, string path, int depth)
    {
        var (added, modified, deleted, size) = (0, 0, 0, 0L);
        foreach (var name in place.Names())
        {
            _cancellation.ThrowIfCancellationRequested();
            if (++_walked > LongestWalk)
            {
                _isPartial = true;
                break;
            }
            if (place.Look(name) is not { } entry) continue;
            var shown = $"{path}/{RawName.Text(name)}";
            // Its position comes before its content, which is counted first.
            var at = Reserve(shown, depth);
            var inside = entry.Status.IsDirectory ? Inside(place, name, entry, shown, depth) : new Sum(default, Length(entry.Status), false);
            if (at >= 0) _files[at] = File(shown, name, entry, inside);
            added += inside.Counts.Added + (entry.Change == FileChangeKind.Added ? 1 : 0);
            modified += inside.Counts.Modified + (entry.Change == FileChangeKind.Modified ? 1 : 0);
            deleted += inside.Counts.Deleted + (entry.Change == FileChangeKind.Deleted ? 1 : 0);
            // Hidden files take no space of the layer; for a removed directory they are all there is to report.
            if (entry.Change != FileChangeKind.Deleted || place.Own is null) size += inside.Size;
        }
        return new(new(added, modified, deleted), size, place.IsOpaque);
    }

    private Sum Inside(LayerPlace place, string name, LayerEntryChange entry, string path, int depth)
    {
        if (path.Count(letter => letter == '/') > DeepestWalk)
        {
            _isPartial = true;
            return default;
        }
        using var inner = place.Open(name, entry);
        return inner is null ? default : Visit(inner, path, depth + 1);
    }

    // The file's index in the answer; -1 when it is not part of it.
    private int Reserve(string path, int depth)
    {
        var wanted = _query.Search is { } search ? path.Contains(search, StringComparison.OrdinalIgnoreCase) : depth == 0;
        if (!wanted || ++_found > _query.Limit) return -1;
        _files.Add(Reserved);
        return _files.Count - 1;
    }

    private static LayerFile File(string path, string name, LayerEntryChange entry, Sum inside) => new(path, entry.Change)
    {
        Mode = entry.Status.Mode,
        UserId = entry.Status.Uid,
        GroupId = entry.Status.Gid,
        SizeBytes = inside.Size,
        ModifiedAt = Time(entry.Status.Modified),
        LinkTarget = entry.Status.Type == FileType.Symlink ? RawName.Text(FileCalls.ReadLink(entry.Directory, name) ?? "") : "",
        IsOpaque = inside.IsOpaque,
        Below = inside.Counts,
    };

    // A file with several names counts once.
    private long Length(FileStatus status) =>
        status.Type == FileType.Regular && (status.Links == 1 || _linked.Add(status.Inode)) ? (long)status.Size : 0;

    // An archive may contain any time, even one outside the calendar.
    private static DateTimeOffset Time(Timestamp time) =>
        time.Seconds is >= -62135596800 and <= 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(time.Seconds).AddTicks(time.Nanoseconds / 100) : DateTimeOffset.UnixEpoch;

    private readonly record struct Sum(LayerCounts Counts, long Size, bool IsOpaque);
}
