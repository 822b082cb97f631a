using Microsoft.AspNetCore.Components;
using Panel.Web.Components.Shared;
using Panel.Web.Jobs;
using Panel.Web.Operations;

namespace Panel.Web.Features.Jobs;

/// <summary>One job: its progress and its log, live until it ends.</summary>
public sealed partial class JobPage
{
    private const int MostLines = 500;

    private readonly CancellationTokenSource _leaving = new();
    private readonly List<JobLine> _lines = [];
    private JobView? _job;
    private Actor? _actor;
    private string? _error;
    private bool _missed;
    private bool _cancelling;

    /// <summary>The job's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private JobOperations Jobs { get; set; } = default!;

    [Inject]
    private ICurrentActor CurrentActor { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<JobPage> Logger { get; set; } = default!;

    private string? WhyNotCancel => _actor is null || _job is null ? null : JobOperations.WhyNotCancel(_actor, _job.Row);

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _actor = await CurrentActor.GetAsync();
        _ = FollowAsync();
    }

    private async Task FollowAsync()
    {
        var leaving = _leaving.Token;
        _error = null;
        _lines.Clear();
        try
        {
            await foreach (var update in Jobs.FollowAsync(Id, leaving))
            {
                _job = update.Job;
                _missed |= update.Missed > 0;
                _lines.AddRange(update.Lines);
                if (_lines.Count > MostLines) _lines.RemoveRange(0, _lines.Count - MostLines);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            _error = Problem.Describe(error, Logger);
            StateHasChanged();
        }
    }

    private async Task CancelAsync()
    {
        (_cancelling, _error) = (true, null);
        try
        {
            await Jobs.CancelAsync(Id, CancellationToken.None);
        }
        catch (Exception error)
        {
            _error = Problem.Describe(error, Logger);
        }
        finally
        {
            _cancelling = false;
        }
    }
}
