using Microsoft.AspNetCore.Components;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Stats;

/// <summary>The resource use of all running containers, once a second.</summary>
public sealed partial class StatsPage
{
    private static readonly (UsageColumn Column, string Word)[] Columns =
    [
        (UsageColumn.Name, "Name"), (UsageColumn.Cpu, "CPU"), (UsageColumn.Throttled, "Throttled"), (UsageColumn.Memory, "Memory"),
        (UsageColumn.Network, "Network"), (UsageColumn.Block, "Block devices"), (UsageColumn.Pids, "PIDs"),
    ];

    private readonly WrittenAddress _address = new();
    private readonly UsageRows _memory = new();
    private UsageQuery _query = new();
    private IReadOnlyList<UsageRow>? _rows;
    private IReadOnlyList<UsageRow>? _held;
    private List<UsageRow> _view = [];

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "q")]
    private string? SearchText { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? SortText { get; set; }

    private string Summary =>
        $"{Format.Count(_view.Count, "running container")}{(_view.Count == _rows!.Count ? "" : $" of {_rows.Count}")}, "
        + $"{Format.Percent(_view.Sum(row => row.Stats.CpuPercent))} of one CPU, {Format.Bytes(_view.Sum(row => row.Stats.MemoryBytes))}";

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        _ = FollowAsync(ReadAsync);
        return base.OnInitializedAsync();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_address.IsNews(Navigation.Uri)) _query = UsageQuery.Parse(SearchText, SortText);
        Refresh();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var reading in Engine.Containers.StreamAllStatsAsync(cancellationToken))
        {
            _rows = _memory.Next(reading);
            if (_held is not null) continue;
            Refresh();
            StateHasChanged();
        }
    }

    private void Refresh() => _view = _query.Apply(_held ?? _rows ?? []);

    private void Hold()
    {
        _held = _held is null ? _rows : null;
        Refresh();
    }

    private void Search(string? text) => Show(_query with { Search = text ?? "" });

    private void SortFromList(ChangeEventArgs change)
    {
        if (EnumName.Parse<UsageColumn>(change.Value as string) is { } column)
        {
            SortBy(column);
        }
    }

    private void SortBy(UsageColumn column) => Show(_query.SortBy(column));

    private void Show(UsageQuery query)
    {
        _query = query;
        Refresh();
        _address.Write(Navigation, query.ToParameters());
    }
}
