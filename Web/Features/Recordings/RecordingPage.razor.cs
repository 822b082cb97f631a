using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Recordings;

/// <summary>Plays one recording.</summary>
public sealed partial class RecordingPage : IAsyncDisposable
{
    private TerminalRecording? _row;
    private string? _error;
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _player;

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    [Inject]
    private ILogger<RecordingPage> Logger { get; set; } = default!;

    /// <summary>The recording's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => LoadAsync();

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_row is null || _module is not null) return;
        _module = await Script.ImportAsync(Assets["js/recording-player.js"]);
        _player = await _module.InvokeAsync<IJSObjectReference?>("create", _root, new { Url = $"/recordings/{_row.Id}/cast" });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_player is not null)
            {
                await _player.InvokeVoidAsync("dispose");
                await _player.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and so is the player.
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            _row = await Services.GetRequiredService<RecordingOperations>().FindAsync(Id, CancellationToken.None);
            _error = null;
        }
        catch (Exception error)
        {
            _error = Problem.Describe(error, Logger);
        }
    }
}
