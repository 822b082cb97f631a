using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Panel.Engine.Contract;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Stats;

/// <summary>A container's resource use, now and over the last five minutes. The page must include <c>css/stats-charts.css</c>.</summary>
public sealed partial class StatsCharts(IJSRuntime script, IContainerEngine engine, ILogger<StatsCharts> logger) : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _charts;
    private CancellationTokenSource? _reading;
    private Task _loop = Task.CompletedTask;
    private string? _shown;

    /// <summary>Id of the container.</summary>
    [Parameter, EditorRequired]
    public required string ContainerId { get; set; }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_shown == ContainerId)
        {
            return;
        }

        _shown = ContainerId;
        _module ??= await script.ImportAsync(Assets["js/stats-charts.js"]);
        await CloseAsync();
        _charts = await _module.InvokeAsync<IJSObjectReference?>("create", _root);
        _reading = new CancellationTokenSource();
        if (_charts is not null) _loop = ReadAsync(_charts, ContainerId, _reading.Token);
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
            // The browser is gone, and so are the charts.
        }
    }

    // Streams samples while the container is running; otherwise polls until it runs or is removed.
    private async Task ReadAsync(IJSObjectReference charts, string id, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await foreach (var sample in engine.Containers.StreamStatsAsync(id, cancellationToken))
                    {
                        await charts.InvokeVoidAsync("push", cancellationToken, StatsSample.From(sample));
                    }
                }
                catch (ConflictException)
                {
                    // Not running: handled below.
                }

                await charts.InvokeVoidAsync("state", cancellationToken, "stopped");
                await Task.Delay(Retry, cancellationToken);
            }
        }
        catch (ObjectNotFoundException)
        {
            await charts.InvokeVoidAsync("state", cancellationToken, "removed");
        }
        catch (EngineException refusal)
        {
            LogFailed(refusal, id);
            await charts.InvokeVoidAsync("state", cancellationToken, "failed", refusal.Message);
        }
        catch (Exception ended) when (ended is OperationCanceledException or JSDisconnectedException)
        {
            // The component is disposed, or the browser is gone.
        }
    }

    private async Task CloseAsync()
    {
        if (_reading is { } reading)
        {
            _reading = null;
            await reading.CancelAsync();
            await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            reading.Dispose();
        }

        if (_charts is { } charts)
        {
            _charts = null;
            await charts.InvokeVoidAsync("dispose");
            await charts.DisposeAsync();
        }
    }

    [LoggerMessage(4201, LogLevel.Warning, "The statistics of container {Id} could not be read")]
    private partial void LogFailed(Exception error, string id);
}
