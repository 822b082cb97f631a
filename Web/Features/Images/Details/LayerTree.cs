using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Details;

/// <summary>The visible rows of a layer's tree; a directory is filled when it is opened.</summary>
public sealed class LayerTree
{
    private readonly List<LayerRow> _rows = [];

    /// <summary>The rows in tree order.</summary>
    public IReadOnlyList<LayerRow> Rows => _rows;

    /// <summary>Whether the directory is open.</summary>
    public bool IsOpen(LayerRow row) => _rows.IndexOf(row) is var at and >= 0 && at + 1 < _rows.Count && _rows[at + 1].Depth > row.Depth;

    /// <summary>Starts with the files of the root.</summary>
    public void Fill(LayerListing root)
    {
        _rows.Clear();
        _rows.AddRange(Children(root, 0));
    }

    /// <summary>Inserts a directory's files below it.</summary>
    public void Open(LayerRow row, LayerListing listing)
    {
        var at = _rows.IndexOf(row);
        if (at >= 0 && !IsOpen(row))
        {
            _rows.InsertRange(at + 1, Children(listing, row.Depth + 1));
        }
    }

    /// <summary>Removes the rows below a directory.</summary>
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

    // Directories first, as in file managers; the last row counts the omitted ones.
    private static IEnumerable<LayerRow> Children(LayerListing listing, int depth)
    {
        IEnumerable<LayerRow> rows = listing.Files.OrderByDescending(file => file.IsDirectory).Select(file => new LayerRow(file, depth));
        return listing.Found > listing.Files.Count || listing.Files.Count == 0 ? rows.Append(new LayerRow(null, depth) { LeftOut = listing.Found - listing.Files.Count }) : rows;
    }
}

/// <summary>A row. Rows are compared by reference, not by content, so that looking one up among many is fast.</summary>
/// <param name="file">The path; null for a row that counts omitted files.</param>
/// <param name="depth">The indentation level.</param>
public sealed class LayerRow(LayerFile? file, int depth)
{
    /// <summary>The path; null for a row that counts omitted files.</summary>
    public LayerFile? File { get; } = file;

    /// <summary>The indentation level.</summary>
    public int Depth { get; } = depth;

    /// <summary>The number of files of the directory that are not shown.</summary>
    public int LeftOut { get; init; }

    /// <summary>The last part of the path.</summary>
    public string Name => File is null ? "" : File.Path[(File.Path.LastIndexOf('/') + 1)..];
}
