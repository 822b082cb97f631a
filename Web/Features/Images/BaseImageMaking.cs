using MudBlazor;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Images;

/// <summary>The base image that this browser tab is building. The build continues when its page is left, and the page shows it again
/// later.</summary>
public sealed class BaseImageMaking(ImageOperations operations, ISnackbar snackbar, ILogger<BaseImageMaking> logger) : IDisposable
{
    private CancellationTokenSource? _cancel;

    /// <summary>Raised after a change; may come from any thread.</summary>
    public event Action? Changed;

    /// <summary>The image that is being built; null if there is none.</summary>
    public BaseImageKind? Kind { get; private set; }

    /// <summary>The present step.</summary>
    public string Step { get; private set; } = "";

    /// <summary>Why the last build failed; null when it did not fail.</summary>
    public string? Error { get; private set; }

    /// <summary>Builds an image.</summary>
    public async Task MakeAsync(BaseImageKind kind)
    {
        if (Kind is not null)
        {
            return;
        }

        (Kind, Step, Error) = (kind, "Starting…", null);
        Changed?.Invoke();
        using var cancel = new CancellationTokenSource();
        _cancel = cancel;
        try
        {
            await operations.MakeAsync(kind, new StepProgress(this), cancel.Token);
            snackbar.Add($"{kind.RepositoryTag} is ready.", Severity.Success);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Error = $"Making {kind.RepositoryTag} was cancelled; nothing is left of it.";
        }
        catch (Exception error)
        {
            Error = Problem.Describe(error, logger);
        }
        finally
        {
            _cancel = null;
            Kind = null;
            Changed?.Invoke();
        }
    }

    /// <summary>Cancels the build.</summary>
    public void Cancel() => _cancel?.Cancel();

    /// <inheritdoc/>
    public void Dispose() => Cancel();

    // Not Progress<T>, which would post each line to a context that may be gone.
    private sealed class StepProgress(BaseImageMaking making) : IProgress<string>
    {
        public void Report(string value)
        {
            making.Step = value;
            making.Changed?.Invoke();
        }
    }
}
