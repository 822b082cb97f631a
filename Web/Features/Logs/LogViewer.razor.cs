using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Panel.Web.Components.Shared;
using Panel.Web.Hubs;

namespace Panel.Web.Features.Logs;

/// <summary>Shows and follows a container's log. The page must include <c>css/log-viewer.css</c>.</summary>
public sealed partial class LogViewer(IJSRuntime script, NavigationManager navigation) : ComponentBase, IAsyncDisposable
{
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _viewer;
    private string? _shown;
    private bool _shownRunning;

    /// <summary>Id of the container.</summary>
    [Parameter, EditorRequired]
    public required string ContainerId { get; set; }

    /// <summary>The number of newest lines to start with.</summary>
    [Parameter]
    public int Tail { get; set; } = 5_000;

    /// <summary>Whether the container is running; the viewer shows it.</summary>
    [Parameter]
    public bool IsRunning { get; set; } = true;

    /// <summary>The element's CSS, such as its height.</summary>
    [Parameter]
    public string Style { get; set; } = "height: 100%";

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_shown == ContainerId)
        {
            await TellRunningAsync();
            return;
        }

        _shown = ContainerId;
        _shownRunning = IsRunning;
        _module ??= await script.ImportAsync(Assets["js/log-viewer.js"]);
        await CloseAsync();
        _viewer = await _module.InvokeAsync<IJSObjectReference?>("create", _root, new
        {
            ContainerId,
            IsRunning,
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
            // The browser is gone, and so is the viewer's connection.
        }
    }

    private async Task TellRunningAsync()
    {
        if (_viewer is not { } viewer || _shownRunning == IsRunning) return;
        _shownRunning = IsRunning;
        await viewer.InvokeVoidAsync("running", IsRunning);
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
