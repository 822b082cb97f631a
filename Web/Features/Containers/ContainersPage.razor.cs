using Microsoft.AspNetCore.Components;
using Panel.Engine.Contract;
using Panel.Web.Components.Shared;
using Panel.Web.Features.Images.Updates;

namespace Panel.Web.Features.Containers;

/// <summary>The table of containers, which follows the engine.</summary>
public sealed partial class ContainersPage
{
    private static readonly ContainerStatus[] UsualStates = [ContainerStatus.Running, ContainerStatus.Exited, ContainerStatus.Created];
    private readonly WrittenAddress _address = new();
    private readonly ContainerRows _rows = new();
    private readonly HashSet<string> _selected = [];
    private ContainerListQuery _query = new();
    private List<ContainerSummary> _view = [];
    private IReadOnlyList<ContainerStatus> _shownStates = UsualStates;
    private Dictionary<ContainerTrouble, int> _troubles = [];
    private DateTimeOffset _now;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ContainerActions Actions { get; set; } = default!;

    [Inject]
    private NewerImages Newer { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "q")]
    private string? SearchText { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateText { get; set; }

    [SupplyParameterFromQuery(Name = "problem")]
    private string? ProblemText { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? SortText { get; set; }

    private IReadOnlyList<ContainerSummary> Selected => [.. _selected.Select(_rows.Find).OfType<ContainerSummary>()];

    private bool AllSelected => _view.Count > 0 && _view.All(row => _selected.Contains(row.Id));

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Actions.Changed += StateHasChanged;
        _ = FollowAsync(FollowListAsync);
        _ = FollowAsync(cancellation => Newer.FollowAsync(() => _ = InvokeAsync(StateHasChanged), cancellation));
        _ = FollowAsync(cancellation => RedrawEveryAsync(TimeSpan.FromSeconds(5), cancellation));
        await base.OnInitializedAsync();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_address.IsNews(Navigation.Uri)) _query = ContainerListQuery.Parse(SearchText, StateText, SortText, ProblemText);
        Refresh();
    }

    /// <inheritdoc/>
    protected override bool ShouldRender()
    {
        _now = Clock.GetUtcNow();
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Actions.Changed -= StateHasChanged;
        base.Dispose(disposing);
    }

    private Task FollowListAsync(CancellationToken cancellationToken) => Engine.Containers.FollowAsync(
        _rows,
        update =>
        {
            _selected.ExceptWith(update.RemovedIds);
            Refresh();
            StateHasChanged();
        },
        cancellationToken);

    private void Refresh()
    {
        _view = _query.Apply(_rows.All, Clock.GetUtcNow());
        _troubles = _rows.All.Select(row => ContainerTroubles.Of(row.State, Clock.GetUtcNow())).OfType<ContainerTrouble>().CountBy(trouble => trouble).ToDictionary();
        _shownStates = [.. Enum.GetValues<ContainerStatus>().Where(state => UsualStates.Contains(state) || _query.States.Contains(state) || _rows.Count(state) > 0)];
    }

    private void Search(string? text) => Show(_query with { Search = text ?? "" });

    private void SortFromList(ChangeEventArgs change)
    {
        if (EnumName.Parse<ContainerColumn>(change.Value as string) is { } column)
        {
            SortBy(column);
        }
    }

    private void SortBy(ContainerColumn column) => Show(_query.SortBy(column));

    // The address holds the state: it can be shared, and the browser's back button works.
    private void Show(ContainerListQuery query)
    {
        _query = query;
        Refresh();
        _address.Write(Navigation, query.ToParameters());
    }

    private void Select(string id, bool selected)
    {
        if (selected) { _selected.Add(id); } else { _selected.Remove(id); }
    }

    private void SelectAll(ChangeEventArgs change)
    {
        foreach (var row in _view)
        {
            Select(row.Id, change.Value is true);
        }
    }

    private void KeepFailedSelected() => _selected.RemoveWhere(id => Actions.Failure(id) is null);
}
