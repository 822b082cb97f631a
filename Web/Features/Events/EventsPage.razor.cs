using Panel.Engine.Contract;

namespace Panel.Web.Features.Events;

/// <summary>Live events of containers, images and volumes.</summary>
public sealed partial class EventsPage
{
    private const int Kept = 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    // Newest first.
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
        // Starts watching before it reads the kept events, so that no event is missed in between.
        await using var happenings = Engine.Events.WatchAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = happenings.MoveNextAsync();
        _all.Clear();
        foreach (var known in await Engine.Events.RecentAsync(Kept, cancellationToken)) _all.AddFirst(known);
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

    // A container in a restart loop causes many events a second; the page redraws at most five times a second.
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
