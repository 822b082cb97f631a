using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Panel.Engine.Contract;

namespace Panel.Web.Components.Shared;

/// <summary>A page that follows the engine while it is open; the work that it started ends when the user leaves.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Takes the token now, because it is also needed after the page was left.</summary>
    protected LivePage() => Leaving = _leaving.Token;

    /// <summary>The engine, for reading. Changes go through the operations of each area.</summary>
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

    /// <summary>Cancelled when the user leaves the page.</summary>
    protected CancellationToken Leaving { get; }

    /// <summary>Why the page cannot follow the engine, in one sentence; null when it can.</summary>
    protected string? LiveError { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the page's background work.</summary>
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

    /// <summary>Runs work in the background until it ends, it fails or the user leaves; <see cref="LiveError"/> shows a failure.</summary>
    protected async Task FollowAsync(Func<CancellationToken, Task> work)
    {
        var leaving = Leaving;
        try
        {
            await work(leaving);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The user left the page.
        }
        catch (Exception error)
        {
            LiveError = Problem.Describe(error, Loggers.CreateLogger(GetType()));
            StateHasChanged();
        }
    }

    /// <summary>Runs the work again after a failure.</summary>
    protected Task RetryAsync(Func<CancellationToken, Task> work)
    {
        LiveError = null;
        return FollowAsync(work);
    }

    /// <summary>One sentence for a failed action; unexpected failures are logged.</summary>
    protected string Describe(Exception error) => Problem.Describe(error, Loggers.CreateLogger(GetType()));

    /// <summary>Redraws the page at intervals, for texts such as "5 min ago".</summary>
    protected async Task RedrawEveryAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            StateHasChanged();
        }
    }
}
