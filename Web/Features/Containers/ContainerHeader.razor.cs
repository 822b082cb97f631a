using Microsoft.AspNetCore.Components;
using MudBlazor;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>Name, state and actions of one container.</summary>
public sealed partial class ContainerHeader
{
    /// <summary>The container.</summary>
    [Parameter, EditorRequired]
    public ContainerSummary Container { get; set; } = default!;

    /// <summary>Whether the container is gone.</summary>
    [Parameter]
    public bool Removed { get; set; }

    /// <summary>The time of drawing.</summary>
    [Parameter]
    public DateTimeOffset Now { get; set; }

    /// <summary>Why nothing may be changed; null when changes are allowed.</summary>
    [Parameter]
    public string? ReadOnlyReason { get; set; }

    [Inject]
    private ContainerActions Actions { get; set; } = default!;

    [Inject]
    private RemoveContainers Remover { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    private async Task RenameAsync()
    {
        var dialog = await Dialogs.ShowAsync<RenameDialog>(
            "Rename", new DialogParameters<RenameDialog> { { view => view.Container, Container } });
        await dialog.Result;
    }

    private Task<bool> RemoveAsync() => Remover.AskAsync([Container]);
}
