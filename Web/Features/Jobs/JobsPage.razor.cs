using Microsoft.AspNetCore.Components;
using Panel.Web.Components.Shared;
using Panel.Web.Jobs;

namespace Panel.Web.Features.Jobs;

/// <summary>The jobs that the reader may see: what runs, what waits, and how the others ended.</summary>
public sealed partial class JobsPage
{
    private const int Page = 100;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<JobView>? _rows;
    private IReadOnlyList<JobKind> _kinds = [];
    private string? _state;
    private string? _kind;
    private string? _text;
    private string? _error;
    private int _most = Page;
    private bool _isStale;

    [Inject]
    private JobOperations Jobs { get; set; } = default!;

    [Inject]
    private JobRunner Runner { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<JobsPage> Logger { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? KindInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? TextInAddress { get; set; }

    private bool IsFiltered => _state is not null || !string.IsNullOrEmpty(_kind) || !string.IsNullOrWhiteSpace(_text);

    /// <inheritdoc/>
    public void Dispose()
    {
        Runner.Changed -= Stale;
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        (_state, _kind, _text) = (JobRow.Filters.FirstOrDefault(filter => filter.Name == StateInAddress).Name, KindInAddress, TextInAddress);
        Runner.Changed += Stale;
        _ = FollowAsync(_leaving.Token);
        await LoadAsync();
    }

    private void Stale() => _isStale = true;

    // Once a second while something runs, or after a job began or ended.
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (!_isStale && _rows?.Any(job => !job.HasEnded) != true) continue;
                _isStale = false;
                await InvokeAsync(async () =>
                {
                    await LoadAsync();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            _kinds = await Jobs.KindsAsync(_leaving.Token);
            _rows = await Jobs.ListAsync(_kind, JobRow.Filters.First(filter => filter.Name == _state).States, _text, _most, _leaving.Token);
            _error = null;
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            _error = Problem.Describe(error, Logger);
        }
    }

    private Task ShowAsync()
    {
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["state"] = _state,
            ["kind"] = string.IsNullOrEmpty(_kind) ? null : _kind,
            ["q"] = string.IsNullOrWhiteSpace(_text) ? null : _text.Trim(),
        }), replace: true);
        return LoadAsync();
    }

    private Task ShowStateAsync(string? state)
    {
        _state = state;
        return ShowAsync();
    }

    private Task ClearAsync()
    {
        (_kind, _text) = (null, null);
        return ShowStateAsync(null);
    }

    private Task MoreAsync()
    {
        _most += Page;
        return LoadAsync();
    }
}
