using Panel.Engine.Contract;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Files;

/// <summary>The sort columns of a folder.</summary>
public enum FileColumn
{
    Name,
    Size,
    Mode,
    Owner,
    Modified,
}

/// <summary>Order of a folder's entries. Folders come first.</summary>
public sealed record FileQuery : ISorted<FileColumn>
{
    /// <inheritdoc/>
    public FileColumn Sort { get; init; }

    /// <inheritdoc/>
    public bool Descending { get; init; }

    /// <summary>Sorts by a column; a second call reverses the order.</summary>
    public FileQuery SortBy(FileColumn column) => new() { Sort = column, Descending = Sort == column ? !Descending : column is FileColumn.Size or FileColumn.Modified };

    /// <summary>The entries in order.</summary>
    public List<FileStat> Apply(IEnumerable<FileStat> entries)
    {
        List<FileStat> rows = [.. entries];
        rows.Sort(Compare);
        return rows;
    }

    private int Compare(FileStat left, FileStat right)
    {
        var folders = FileText.IsDirectory(right).CompareTo(FileText.IsDirectory(left));
        if (folders != 0) return folders;
        var order = Sort switch
        {
            FileColumn.Size => left.SizeBytes.CompareTo(right.SizeBytes),
            FileColumn.Mode => string.CompareOrdinal(FileText.Mode(left.Mode), FileText.Mode(right.Mode)),
            FileColumn.Owner => (left.UserId, left.GroupId).CompareTo((right.UserId, right.GroupId)),
            FileColumn.Modified => left.ModifiedAt.CompareTo(right.ModifiedAt),
            _ => ByName(left, right),
        };
        order = Descending ? -order : order;
        return order != 0 ? order : ByName(left, right);
    }

    private static int ByName(FileStat left, FileStat right) =>
        string.Compare(left.Name, right.Name, StringComparison.OrdinalIgnoreCase) is not 0 and var order ? order : string.CompareOrdinal(left.Name, right.Name);
}
