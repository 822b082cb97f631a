using Microsoft.EntityFrameworkCore;
using Panel.Web.Operations;

namespace Panel.Web.Auth;

/// <summary>
/// Ends sessions whose user was disabled, demoted or given another password: at once when this panel made the change, within two
/// seconds when another panel on the same database did. One query asks for all sessions.
/// </summary>
public sealed class SessionWatch(IDbContextFactory<PanelDbContext> contexts, TimeProvider time, ILogger<SessionWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly HashSet<Session> _sessions = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Calls <paramref name="ended"/> once when the session holds no more; dispose the answer when it is over by itself.</summary>
    public IDisposable Watch(string userId, string securityStamp, Action ended)
    {
        var session = new Session(this, userId, securityStamp, ended);
        lock (_lock) _sessions.Add(session);
        return session;
    }

    /// <summary>Asks now: a user was changed.</summary>
    public void UserChanged()
    {
        lock (_lock) _changed.TrySetResult();
    }

    /// <summary>Whether the stamp is still the user's and the user may come in.</summary>
    public async Task<bool> HoldsAsync(string userId, string securityStamp, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Users.AnyAsync(user => user.Id == userId && user.SecurityStamp == securityStamp && !user.Disabled, cancellationToken);
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
        List<Session> sessions;
        lock (_lock) sessions = [.. _sessions];
        if (sessions.Count == 0) return;

        var ids = sessions.Select(session => session.UserId).Distinct().ToList();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var stamps = await database.Users.Where(user => ids.Contains(user.Id) && !user.Disabled)
            .ToDictionaryAsync(user => user.Id, user => user.SecurityStamp, cancellationToken);
        foreach (var session in sessions.Where(session => stamps.GetValueOrDefault(session.UserId) != session.SecurityStamp)) End(session);
    }

    private void End(Session session)
    {
        session.Dispose();
        AuthLog.SessionEnded(logger, session.UserId);
        try
        {
            session.Ended();
        }
        catch (Exception error) when (error is ObjectDisposedException or InvalidOperationException)
        {
            // It was over at this very moment.
            AuthLog.SessionAlreadyOver(logger, session.UserId, error);
        }
    }

    private sealed record Session(SessionWatch Watch, string UserId, string SecurityStamp, Action Ended) : IDisposable
    {
        public bool Equals(Session? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        public void Dispose()
        {
            lock (Watch._lock) Watch._sessions.Remove(this);
        }
    }
}
