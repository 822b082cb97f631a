using Microsoft.AspNetCore.Components;
using Panel.Engine.Contract;
using Panel.Web.Features.Images.Updates;

namespace Panel.Web.Features.Containers;

/// <summary>One container: its state, log, resource use and all details.</summary>
public sealed partial class ContainerPage
{
    private static readonly (string Name, string Text)[] Tabs = [("", "Overview"), ("log", "Log"), ("terminal", "Terminal"), ("stats", "Stats"), ("processes", "Processes"), ("files", "Files"), ("changes", "Changes"), ("security", "Security"), ("inspect", "Inspect")];
    private readonly ContainerRows _rows = new();
    private ContainerDetails? _details;
    private string? _followed;
    private bool _missing;
    private bool _removed;

    /// <summary>Id, a unique prefix of it, or name.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>The tab; empty means the overview.</summary>
    [Parameter]
    public string? Tab { get; set; }

    [Inject]
    private ContainerActions Actions { get; set; } = default!;

    [Inject]
    private NewerImages Newer { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private string CurrentTab => Tabs.Any(tab => tab.Name == Tab) ? Tab! : "";

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        Actions.Changed += StateHasChanged;
        _ = FollowAsync(cancellation => Newer.FollowAsync(() => _ = InvokeAsync(StateHasChanged), cancellation));
        _ = FollowAsync(cancellation => RedrawEveryAsync(TimeSpan.FromSeconds(5), cancellation));
        return base.OnInitializedAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_followed == Id)
        {
            return;
        }

        var first = _followed is null;
        _followed = Id;
        (_details, _missing, _removed) = (null, false, false);
        await FollowAsync(LoadAsync);
        if (first)
        {
            _ = FollowAsync(FollowContainerAsync);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Actions.Changed -= StateHasChanged;
        base.Dispose(disposing);
    }

    private Task FollowContainerAsync(CancellationToken cancellationToken) => Engine.Containers.FollowAsync(
        _rows,
        update =>
        {
            if (_details is not { } details ? update.Snapshot : (update.Snapshot || update.Changed.Any(row => row.Id == details.Summary.Id) || update.RemovedIds.Contains(details.Summary.Id)))
            {
                _ = FollowAsync(LoadAsync);
            }
        },
        cancellationToken);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Its id, once known, because the name may change while the page is open.
            _details = await Engine.Containers.InspectAsync(_details?.Summary.Id ?? Id, cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            _missing = _details is null;
            _removed = _details is not null;
        }

        StateHasChanged();
    }
}
