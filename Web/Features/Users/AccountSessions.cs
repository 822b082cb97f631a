using Panel.Web.Auth;
using Panel.Web.Operations;

namespace Panel.Web.Features.Users;

/// <summary>Operations of every user on their own sessions. The audit history records each end.</summary>
public sealed class AccountSessions(UserSessions sessions, SessionWatch watch, ICurrentActor currentActor, IAuditTrail audit)
{
    /// <summary>The person's sessions, the most recently used first.</summary>
    public async Task<IReadOnlyList<UserSession>> ListAsync(CancellationToken cancellationToken) =>
        (await currentActor.GetAsync(cancellationToken)).UserId is { } user ? await sessions.ListAsync(user, cancellationToken) : [];

    /// <summary>Ends one of the person's sessions, or all except the caller's. Its pages and terminals close within seconds.</summary>
    /// <param name="id">The session to end; null for all others.</param>
    /// <param name="current">The caller's session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many sessions ended.</returns>
    public async Task<int> EndAsync(string? id, string? current, CancellationToken cancellationToken)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        if (actor.UserId is not { } user) return 0;
        await audit.RecordAsync(actor, SessionOperations.End, actor.UserName, AuditResult.Succeeded, null, id is null ? "all other sessions" : "one session", cancellationToken);
        var ended = await sessions.EndAsync(user, id, current, cancellationToken);
        watch.AskNow();
        return ended;
    }
}
