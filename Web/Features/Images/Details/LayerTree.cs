using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Details;

/// <summary>The rows of a layer's tree that are shown: directories are filled when they are opened.</summary>
public sealed class LayerTree
{
    private readonly List<LayerRow> _rows = [];

    /// <summary>The rows, in the order of the tree.</summary>
    public IReadOnlyList<LayerRow> Rows => _rows;

    /// <summary>Whether the directory is open.</summary>
    public bool IsOpen(LayerRow row) => _rows.IndexOf(row) is var at and >= 0 && at + 1 < _rows.Count && _rows[at + 1].Depth > row.Depth;

    /// <summary>Begins with the root's files.</summary>
    public void Fill(LayerListing root)
    {
        _rows.Clear();
        _rows.AddRange(Children(root, 0));
    }

    /// <summary>Puts a directory's files below it.</summary>
    public void Open(LayerRow row, LayerListing listing)
    {
        var at = _rows.IndexOf(row);
        if (at >= 0 && !IsOpen(row))
        {
            _rows.InsertRange(at + 1, Children(listing, row.Depth + 1));
        }
    }

    /// <summary>Takes away what is below a directory.</summary>
    public void Close(LayerRow row)
    {
        var at = _rows.IndexOf(row);
        var end = at + 1;
        while (end < _rows.Count && _rows[end].Depth > row.Depth)
        {
            end++;
        }

        _rows.RemoveRange(at + 1, end - at - 1);
    }

    // Directories first, as file managers do; the last row says what is left out.
    private static IEnumerable<LayerRow> Children(LayerListing listing, int depth)
    {
        IEnumerable<LayerRow> rows = listing.Files.OrderByDescending(file => file.IsDirectory).Select(file => new LayerRow(file, depth));
        return listing.Found > listing.Files.Count || listing.Files.Count == 0 ? rows.Append(new LayerRow(null, depth) { LeftOut = listing.Found - listing.Files.Count }) : rows;
    }
}

/// <summary>A row. Rows are told apart by what they are, not by what they hold: looking one up among many must be quick.</summary>
/// <param name="file">The path; null for a row that says what is left out.</param>
/// <param name="depth">How far it is indented.</param>
public sealed class LayerRow(LayerFile? file, int depth)
{
    /// <summary>The path; null for a row that says what is left out.</summary>
    public LayerFile? File { get; } = file;

    /// <summary>How far it is indented.</summary>
    public int Depth { get; } = depth;

    /// <summary>How many files of the directory are not shown.</summary>
    public int LeftOut { get; init; }

    /// <summary>The last part of the path.</summary>
    public string Name => File is null ? "" : File.Path[(File.Path.LastIndexOf('/') + 1)..];
}
