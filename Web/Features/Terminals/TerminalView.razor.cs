using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Panel.Web.Components.Shared;
using Panel.Web.Hubs;

namespace Panel.Web.Features.Terminals;

/// <summary>Shells in a container, one tab each. The page must include <c>css/terminal.css</c> and xterm's style sheet.</summary>
public sealed partial class TerminalView(IJSRuntime script, NavigationManager navigation) : ComponentBase, IAsyncDisposable
{
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _view;

    /// <summary>Id of the container; it does not change while the view is shown.</summary>
    [Parameter, EditorRequired]
    public required string ContainerId { get; set; }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _module = await script.ImportAsync(Assets["js/terminal.js"]);
        _view = await _module.InvokeAsync<IJSObjectReference?>("create", _root, new { ContainerId, HubUrl = navigation.ToAbsoluteUri(TerminalHub.Path.TrimStart('/')).ToString() });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_view is not null)
            {
                await _view.InvokeVoidAsync("dispose");
                await _view.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and so is the view's connection.
        }
    }
}
