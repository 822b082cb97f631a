using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Panel.Web.Components.Shared;
using Panel.Web.Hubs;

namespace Panel.Web.Features.Logs;

/// <summary>A container's log, followed live. Its page must include <c>css/log-viewer.css</c>.</summary>
public sealed partial class LogViewer(IJSRuntime script, NavigationManager navigation) : ComponentBase, IAsyncDisposable
{
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _viewer;
    private string? _shown;

    /// <summary>Id of the container.</summary>
    [Parameter, EditorRequired]
    public required string ContainerId { get; set; }

    /// <summary>How many of the newest lines it starts with.</summary>
    [Parameter]
    public int Tail { get; set; } = 5_000;

    /// <summary>CSS of the element, such as its height.</summary>
    [Parameter]
    public string Style { get; set; } = "height: 100%";

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_shown == ContainerId)
        {
            return;
        }

        _shown = ContainerId;
        _module ??= await script.ImportAsync(Assets["js/log-viewer.js"]);
        await CloseAsync();
        _viewer = await _module.InvokeAsync<IJSObjectReference?>("create", _root, new
        {
            ContainerId,
            Tail,
            HubUrl = navigation.ToAbsoluteUri(LogHub.Path.TrimStart('/')).ToString(),
            DownloadUrl = navigation.ToAbsoluteUri($"containers/{Uri.EscapeDataString(ContainerId)}/logs/download").ToString(),
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await CloseAsync();
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the viewer's connection with it.
        }
    }

    private async Task CloseAsync()
    {
        if (_viewer is { } viewer)
        {
            _viewer = null;
            await viewer.InvokeVoidAsync("dispose");
            await viewer.DisposeAsync();
        }
    }
}
