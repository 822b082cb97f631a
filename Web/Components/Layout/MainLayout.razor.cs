using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;

namespace Panel.Web.Components.Layout;

/// <summary>App bar, drawer and content around every interactive page.</summary>
public sealed partial class MainLayout : IAsyncDisposable
{
    private DotNetObjectReference<MainLayout>? _self;
    private ErrorBoundary? _boundary;
    private bool _dark;
    private bool _ready;
    private bool _drawerOpen = true;
    private bool _paletteOpen;

    [Inject]
    private IJSRuntime JavaScript { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    // A bare "#content" would resolve against <base href="/"> and leave the page.
    private string SkipTarget => new Uri(Navigation.Uri).PathAndQuery + "#content";

    /// <summary>The browser calls this when the system's preference changes.</summary>
    [JSInvokable]
    public void ThemeChanged(bool dark)
    {
        _dark = dark;
        StateHasChanged();
    }

    /// <summary>The browser calls this on Ctrl+K.</summary>
    [JSInvokable]
    public async Task OpenPaletteAsync()
    {
        if (_paletteOpen)
        {
            return;
        }

        _paletteOpen = true;
        var dialog = await Dialogs.ShowAsync<CommandPalette>("Go to", new DialogOptions { NoHeader = true, Position = DialogPosition.TopCenter });
        await dialog.Result;
        _paletteOpen = false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await JavaScript.InvokeVoidAsync("panel.detach");
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and so are its listeners.
        }

        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        // Asked before the first render, so that a dark page does not flash white. Nothing is prerendered, so JavaScript is available.
        _self = DotNetObjectReference.Create(this);
        _dark = await JavaScript.InvokeAsync<bool>("panel.attach", _self);
        _ready = true;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _boundary?.Recover();

    private void ToggleDrawer() => _drawerOpen = !_drawerOpen;

    private async Task ToggleThemeAsync() => _dark = await JavaScript.InvokeAsync<bool>("panel.setTheme", !_dark);

    private void Recover() => _boundary?.Recover();
}
