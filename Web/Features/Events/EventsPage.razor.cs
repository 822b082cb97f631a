using Panel.Engine.Contract;

namespace Panel.Web.Features.Events;

/// <summary>What happens to containers, images and volumes, as it happens.</summary>
public sealed partial class EventsPage
{
    private const int Kept = 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    // The newest first.
    private readonly LinkedList<EngineEvent> _all = [];
    private EventFilter _filter = new();
    private List<EngineEvent>? _held;
    private bool _isDirty;

    private List<EventEntry> Shown => CrashLoops.Fold([.. (_held ?? (IEnumerable<EngineEvent>)_all).Where(_filter.Matches)]);

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        _ = FollowAsync(WatchAsync);
        _ = FollowAsync(RedrawAsync);
        return base.OnInitializedAsync();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        // Watching begins before the kept ones are read, so that none is missed between the two.
        await using var happenings = Engine.Events.WatchAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = happenings.MoveNextAsync();
        _all.Clear();
        foreach (var known in Engine.Events.Recent(Kept)) _all.AddFirst(known);
        var last = _all.First?.Value;
        StateHasChanged();
        for (; await next; next = happenings.MoveNextAsync())
        {
            if (happenings.Current.IsRoutine || (last is not null && happenings.Current.Time <= last.Time)) continue;
            _all.AddFirst(happenings.Current);
            if (_all.Count > Kept) _all.RemoveLast();
            _isDirty = true;
        }
    }

    // A container in a restart loop makes many a second; the page is drawn five times at most.
    private async Task RedrawAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (!_isDirty) continue;
            _isDirty = false;
            StateHasChanged();
        }
    }

    private void Hold() => _held = _held is null ? [.. _all] : null;

    private static string More(EngineEvent happening) => string.Join(", ",
        happening.Attributes.Where(pair => pair.Key is not ("name" or "execID")).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
}
