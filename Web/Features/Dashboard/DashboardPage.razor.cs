using Microsoft.AspNetCore.Components;
using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Features.Events;

namespace Panel.Web.Features.Dashboard;

/// <summary>The state of the machine and its containers, live.</summary>
public sealed partial class DashboardPage
{
    private const int Shown = 12;

    // Everything that the engine keeps.
    private const int Kept = 1024;
    private readonly HostHistory _history = new();
    private readonly ContainerRows _rows = new();
    private IReadOnlyList<EventEntry> _happenings = [];
    private HostInfo? _info;
    private bool _noImages;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _info = await Engine.System.GetInfoAsync(Leaving);
        _ = FollowAsync(FollowHostAsync);
        _ = FollowAsync(cancellation => Engine.Containers.FollowAsync(_rows, _ => StateHasChanged(), cancellation));
    }

    // One tick a second redraws everything: the engine keeps its recent events in memory, so reading them again is cheap.
    private async Task FollowHostAsync(CancellationToken cancellationToken)
    {
        await foreach (var sample in Engine.System.StreamStatsAsync(cancellationToken))
        {
            _history.Add(sample);
            _happenings = [.. CrashLoops.Fold([.. (await Engine.Events.RecentAsync(Kept, cancellationToken)).Reverse().Where(happening => !EventText.IsDetail(happening))]).Take(Shown)];
            _noImages = (await Engine.Images.ListAsync(cancellationToken)).Count == 0;
            StateHasChanged();
        }
    }
}
