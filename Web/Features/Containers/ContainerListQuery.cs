using Panel.Engine.Contract;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Containers;

/// <summary>The sort columns of the table.</summary>
public enum ContainerColumn
{
    Created,
    Name,
    State,
    Image,
    Ports,
    Uptime,
}

/// <summary>Search, filter and order of the table, stored in its address.</summary>
public sealed record ContainerListQuery : ISorted<ContainerColumn>
{
    /// <summary>Part of a name, id or image, a published port, or a health status.</summary>
    public string Search { get; init; } = "";

    /// <summary>Only these states; empty means all.</summary>
    public IReadOnlyList<ContainerStatus> States { get; init; } = [];

    /// <summary>Only containers with these troubles; empty means all.</summary>
    public IReadOnlyList<ContainerTrouble> Troubles { get; init; } = [];

    /// <summary>The sort column.</summary>
    public ContainerColumn Sort { get; init; }

    /// <summary>Whether the largest or newest comes first.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>Parses the address; unknown values are ignored.</summary>
    public static ContainerListQuery Parse(string? search, string? states, string? sort, string? troubles = null)
    {
        var column = EnumName.Parse<ContainerColumn>(sort?.TrimStart('-'));
        return new()
        {
            Search = search ?? "",
            States = [.. EnumName.ParseList<ContainerStatus>(states)],
            Troubles = troubles == "all" ? Enum.GetValues<ContainerTrouble>() : [.. EnumName.ParseList<ContainerTrouble>(troubles)],
            Sort = column ?? ContainerColumn.Created,
            Descending = column is null || sort!.StartsWith('-'),
        };
    }

    /// <summary>The same as parameters of an address; a default becomes null and is omitted.</summary>
    public IReadOnlyDictionary<string, object?> ToParameters() => new Dictionary<string, object?>
    {
        ["q"] = Search.Length == 0 ? null : Search,
        ["state"] = States.Count == 0 ? null : string.Join(',', States).ToLowerInvariant(),
        ["problem"] = Troubles.Count == 0 ? null : string.Join(',', Troubles).ToLowerInvariant(),
        ["sort"] = Sort == ContainerColumn.Created && Descending ? null : (Descending ? "-" : "") + Sort.ToString().ToLowerInvariant(),
    };

    /// <summary>Adds or removes a state.</summary>
    public ContainerListQuery Toggle(ContainerStatus state) =>
        this with { States = States.Contains(state) ? [.. States.Where(other => other != state)] : [.. States, state] };

    /// <summary>Adds or removes a trouble.</summary>
    public ContainerListQuery Toggle(ContainerTrouble trouble) =>
        this with { Troubles = Troubles.Contains(trouble) ? [.. Troubles.Where(other => other != trouble)] : [.. Troubles, trouble] };

    /// <summary>Sorts by a column; a second call reverses the order.</summary>
    public ContainerListQuery SortBy(ContainerColumn column) =>
        this with { Sort = column, Descending = Sort == column ? !Descending : column is ContainerColumn.Created or ContainerColumn.Uptime };

    /// <summary>The rows to show, in order.</summary>
    public List<ContainerSummary> Apply(IEnumerable<ContainerSummary> containers, DateTimeOffset now)
    {
        var words = Search.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var rows = containers
            .Where(row => (States.Count == 0 || States.Contains(row.State.Status)) && (Troubles.Count == 0 || (ContainerTroubles.Of(row.State, now) is { } trouble && Troubles.Contains(trouble))) && words.All(word => Matches(row, word)))
            .ToList();
        rows.Sort((left, right) => Compare(left, right, now));
        return rows;
    }

    private static bool Matches(ContainerSummary row, string word) =>
        row.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || row.Image.Contains(word, StringComparison.OrdinalIgnoreCase)
        || row.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase)
        || (row.State is { Status: ContainerStatus.Running, Health: { } health } && ContainerText.Word(health.Status).Equals(word, StringComparison.OrdinalIgnoreCase))
        || row.Ports.Any(port => port.HostPort?.ToString() == word);

    private int Compare(ContainerSummary left, ContainerSummary right, DateTimeOffset now)
    {
        var order = Sort switch
        {
            ContainerColumn.Name => 0,
            // Troubled containers come first.
            ContainerColumn.State => (Grave(left, now), left.State.Status).CompareTo((Grave(right, now), right.State.Status)),
            ContainerColumn.Image => string.Compare(left.Image, right.Image, StringComparison.OrdinalIgnoreCase),
            ContainerColumn.Ports => FirstPort(left).CompareTo(FirstPort(right)),
            ContainerColumn.Uptime => Started(right).CompareTo(Started(left)),
            _ => left.CreatedAt.CompareTo(right.CreatedAt),
        };
        order = order != 0 ? order : string.Compare(left.Name, right.Name, StringComparison.OrdinalIgnoreCase);
        return Descending ? -order : order;
    }

    private static int Grave(ContainerSummary row, DateTimeOffset now) => (int?)ContainerTroubles.Of(row.State, now) ?? int.MaxValue;

    private static int FirstPort(ContainerSummary row) =>
        row.Ports.Where(port => port.HostPort > 0).Select(port => port.HostPort!.Value).DefaultIfEmpty(int.MaxValue).Min();

    // A stopped container counts as started in the far future, so it has the shortest uptime.
    private static DateTimeOffset Started(ContainerSummary row) =>
        row.State.IsRunning && row.State.StartedAt is { } started ? started : DateTimeOffset.MaxValue;
}
