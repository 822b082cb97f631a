using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Stats;

/// <summary>The sort columns of the table.</summary>
public enum UsageColumn
{
    Name,
    Cpu,
    Throttled,
    Memory,
    Network,
    Block,
    Pids,
}

/// <summary>Search and order of the table, stored in its address.</summary>
public sealed record UsageQuery : ISorted<UsageColumn>
{
    /// <summary>Part of a name, id or image.</summary>
    public string Search { get; init; } = "";

    /// <inheritdoc/>
    public UsageColumn Sort { get; init; }

    /// <inheritdoc/>
    public bool Descending { get; init; }

    /// <summary>Parses the address; unknown values are ignored.</summary>
    public static UsageQuery Parse(string? search, string? sort)
    {
        var column = EnumName.Parse<UsageColumn>(sort?.TrimStart('-'));
        return new() { Search = search ?? "", Sort = column ?? UsageColumn.Name, Descending = column is not null && sort!.StartsWith('-') };
    }

    /// <summary>The same as parameters of an address; a default becomes null and is omitted.</summary>
    public IReadOnlyDictionary<string, object?> ToParameters() => new Dictionary<string, object?>
    {
        ["q"] = Search.Length == 0 ? null : Search,
        ["sort"] = Sort == UsageColumn.Name && !Descending ? null : (Descending ? "-" : "") + Sort.ToString().ToLowerInvariant(),
    };

    /// <summary>Sorts by a column, largest first; a second call reverses the order.</summary>
    public UsageQuery SortBy(UsageColumn column) => this with { Sort = column, Descending = Sort == column ? !Descending : column != UsageColumn.Name };

    /// <summary>The rows to show, in order.</summary>
    public List<UsageRow> Apply(IEnumerable<UsageRow> all)
    {
        var words = Search.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<UsageRow> rows = [.. all.Where(row => words.All(word => Matches(row, word)))];
        rows.Sort(Compare);
        return rows;
    }

    private static bool Matches(UsageRow row, string word) =>
        row.Container.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || row.Container.Image.Contains(word, StringComparison.OrdinalIgnoreCase)
        || row.Container.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    // Equal rows sort by name in either direction, so that the rows of idle containers stay in place.
    private int Compare(UsageRow left, UsageRow right)
    {
        var order = Sort switch
        {
            UsageColumn.Cpu => left.Stats.CpuPercent.CompareTo(right.Stats.CpuPercent),
            UsageColumn.Throttled => (left.ThrottledPercent ?? -1).CompareTo(right.ThrottledPercent ?? -1),
            UsageColumn.Memory => left.Stats.MemoryBytes.CompareTo(right.Stats.MemoryBytes),
            UsageColumn.Network => Network(left).CompareTo(Network(right)),
            UsageColumn.Block => Block(left).CompareTo(Block(right)),
            UsageColumn.Pids => left.Stats.Pids.CompareTo(right.Stats.Pids),
            _ => string.Compare(left.Container.Name, right.Container.Name, StringComparison.OrdinalIgnoreCase),
        };
        order = Descending ? -order : order;
        return order != 0 ? order : string.Compare(left.Container.Name, right.Container.Name, StringComparison.OrdinalIgnoreCase);
    }

    private static long Network(UsageRow row) => row.Stats.NetworkReceivedBytes + row.Stats.NetworkSentBytes;

    private static long Block(UsageRow row) => row.Stats.BlockReadBytes + row.Stats.BlockWrittenBytes;
}
