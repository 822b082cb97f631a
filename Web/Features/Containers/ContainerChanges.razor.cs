using Microsoft.AspNetCore.Components;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The files that a container has changed relative to its image, as of the tab's opening.</summary>
public sealed partial class ContainerChanges
{
    private const int Most = 2000;

    private IReadOnlyList<FileChange>? _changes;
    private string _search = "";

    /// <summary>Id of the container.</summary>
    [Parameter, EditorRequired]
    public required string ContainerId { get; set; }

    private IEnumerable<FileChange> Shown => _changes!.Where(change => change.Path.Contains(_search.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _ = FollowAsync(ReadAsync);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        _changes = await Engine.Containers.ListChangesAsync(ContainerId, cancellationToken);
        StateHasChanged();
    }
}
