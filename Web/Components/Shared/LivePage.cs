using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Panel.Engine.Contract;

namespace Panel.Web.Components.Shared;

/// <summary>A page that follows the engine while it is shown: what it runs ends when it is left.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Takes the token now: it is asked for after the page was left, too.</summary>
    protected LivePage() => Leaving = _leaving.Token;

    /// <summary>The engine, for reading. Changes go through an area's operations.</summary>
    [Inject]
    protected IContainerEngine Engine { get; set; } = default!;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = default!;

    [Inject]
    private IAuthorizationService Authorization { get; set; } = default!;

    [Inject]
    private ILoggerFactory Loggers { get; set; } = default!;

    /// <summary>Why this user may not change anything; null when they may.</summary>
    protected string? ReadOnlyReason { get; private set; } = "Checking your role…";

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Leaving { get; }

    /// <summary>Why the page could not follow the engine, in one sentence; null when it does.</summary>
    protected string? LiveError { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the page runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _leaving.Cancel();
            _leaving.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication.GetAuthenticationStateAsync()).User;
        var mayChange = (await Authorization.AuthorizeAsync(user, null, "Operator")).Succeeded;
        ReadOnlyReason = mayChange ? null : "Your role is viewer; ask an administrator for the role operator to change this.";
    }

    /// <summary>Runs work beside the page until it ends, fails or the page is left; a failure is shown in <see cref="LiveError"/>.</summary>
    protected async Task FollowAsync(Func<CancellationToken, Task> work)
    {
        var leaving = Leaving;
        try
        {
            await work(leaving);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            LiveError = Problem.Describe(error, Loggers.CreateLogger(GetType()));
            StateHasChanged();
        }
    }

    /// <summary>Runs work again after it failed.</summary>
    protected Task RetryAsync(Func<CancellationToken, Task> work)
    {
        LiveError = null;
        return FollowAsync(work);
    }

    /// <summary>One sentence for a failed action, logged when it was not expected.</summary>
    protected string Describe(Exception error) => Problem.Describe(error, Loggers.CreateLogger(GetType()));

    /// <summary>Redraws the page every so often, for texts such as "5 min ago".</summary>
    protected async Task RedrawEveryAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            StateHasChanged();
        }
    }
}
