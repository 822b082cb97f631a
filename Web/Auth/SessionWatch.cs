using Panel.Web.Operations;

namespace Panel.Web.Auth;

/// <summary>
/// Ends circuits and requests of sessions that are no longer valid: the session ended or expired, or its user was disabled, demoted or
/// given another password. It acts at once when this panel made the change, and within two seconds when another panel on the same database
/// did. One query covers all sessions.
/// </summary>
public sealed class SessionWatch(UserSessions sessions, TimeProvider time, ILogger<SessionWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly HashSet<Watched> _watched = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Calls <paramref name="ended"/> once when the session is no longer valid. Dispose the result when the watched work is
    /// done.</summary>
    public IDisposable Watch(SessionKey session, Action ended)
    {
        var watched = new Watched(this, session, ended);
        lock (_lock) _watched.Add(watched);
        return watched;
    }

    /// <summary>Checks now, because a user was changed or a session ended.</summary>
    public void AskNow()
    {
        lock (_lock) _changed.TrySetResult();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            try
            {
                await EndSessionsAsync(stoppingToken);
            }
            catch (Exception error) when (AuditTrail.IsDatabaseFault(error))
            {
                // Reading continues meanwhile. Changes are refused: each one asks the database for the role.
                AuthLog.SessionsUnchecked(logger, error);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task changed;
        lock (_lock) changed = _changed.Task;
        await Task.WhenAny(changed, Task.Delay(Interval, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_changed.Task.IsCompleted) _changed = NewSignal();
        }
    }

    private async Task EndSessionsAsync(CancellationToken cancellationToken)
    {
        List<Watched> watched;
        lock (_lock) watched = [.. _watched];
        if (watched.Count == 0) return;
        var holding = await sessions.UseAsync([.. watched.Select(one => one.Session).Distinct()], cancellationToken);
        foreach (var one in watched.Where(one => !holding.Contains(one.Session))) End(one);
    }

    private void End(Watched watched)
    {
        watched.Dispose();
        AuthLog.SessionEnded(logger, watched.Session.UserId);
        try
        {
            watched.Ended();
        }
        catch (Exception error) when (error is ObjectDisposedException or InvalidOperationException)
        {
            // The work was disposed at this moment.
            AuthLog.SessionAlreadyOver(logger, watched.Session.UserId, error);
        }
    }

    private sealed record Watched(SessionWatch Watch, SessionKey Session, Action Ended) : IDisposable
    {
        public bool Equals(Watched? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        public void Dispose()
        {
            lock (Watch._lock) Watch._watched.Remove(this);
        }
    }
}
