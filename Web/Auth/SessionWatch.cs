using Panel.Web.Operations;

namespace Panel.Web.Auth;

/// <summary>
/// Cuts what belongs to sessions that hold no more, because they were ended or are too old, or because their user was disabled, demoted or given
/// another password: at once when this panel made the change, within two seconds when another panel on the same database did. One query asks for all.
/// </summary>
public sealed class SessionWatch(UserSessions sessions, TimeProvider time, ILogger<SessionWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly HashSet<Watched> _watched = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Calls <paramref name="ended"/> once when the session holds no more; dispose the answer when it is over by itself.</summary>
    public IDisposable Watch(SessionKey session, Action ended)
    {
        var watched = new Watched(this, session, ended);
        lock (_lock) _watched.Add(watched);
        return watched;
    }

    /// <summary>Asks now: a user was changed, or a session ended.</summary>
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
                // Reading goes on meanwhile; every change asks the database for the role and is refused.
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
            // It was over at this very moment.
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
