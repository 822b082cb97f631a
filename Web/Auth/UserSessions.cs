using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Panel.Web.Auth;

/// <summary>The valid sessions, in the database. A cookie is worthless once its session's row is gone.</summary>
public sealed class UserSessions(IDbContextFactory<PanelDbContext> contexts, TimeProvider time)
{
    /// <summary>A session ends after this time without use. An open page counts as use.</summary>
    public static readonly TimeSpan IdleEnd = TimeSpan.FromHours(12);

    /// <summary>A session ends after this time, however much it is used.</summary>
    public static readonly TimeSpan AbsoluteEnd = TimeSpan.FromDays(7);

    /// <summary>The accuracy of the time of last use.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);
    private const int LongestAddress = 64;
    private const int LongestUserAgent = 256;

    /// <summary>Begins a session and returns its id. Expired rows are deleted at the same time.</summary>
    public async Task<string> BeginAsync(string userId, string? remoteAddress, string? userAgent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var session = new UserSession
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            UserId = userId,
            StartedAt = now,
            LastSeenAt = now,
            RemoteAddress = Cut(remoteAddress, LongestAddress),
            UserAgent = Cut(userAgent, LongestUserAgent),
        };
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var (idle, oldest) = (now - IdleEnd, now - AbsoluteEnd);
        await database.Sessions.Where(other => other.LastSeenAt <= idle || other.StartedAt <= oldest).ExecuteDeleteAsync(cancellationToken);
        database.Sessions.Add(session);
        await database.SaveChangesAsync(cancellationToken);
        return session.Id;
    }

    /// <summary>Whether the session is valid: the account is unchanged since it began, and neither end has passed. If so, marks it as used
    /// now.</summary>
    public async Task<bool> UseAsync(SessionKey key, string? remoteAddress, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var seen = await Holding(database, time.GetUtcNow().UtcDateTime).Where(session => session.Id == key.Id && session.UserId == key.UserId)
            .Where(session => database.Users.Any(user => user.Id == key.UserId && user.SecurityStamp == key.SecurityStamp && !user.Disabled))
            .Select(session => new { session.LastSeenAt, session.RemoteAddress }).SingleOrDefaultAsync(cancellationToken);
        if (seen is null) return false;
        if (seen.LastSeenAt <= time.GetUtcNow().UtcDateTime - SeenEvery || seen.RemoteAddress != Cut(remoteAddress, LongestAddress))
            await SeeAsync(database, [key.Id], Cut(remoteAddress, LongestAddress), cancellationToken);
        return true;
    }

    /// <summary>Returns the valid ones among <paramref name="keys"/> and marks them as used now.</summary>
    public async Task<IReadOnlySet<SessionKey>> UseAsync(IReadOnlyCollection<SessionKey> keys, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var ids = keys.Select(key => key.Id).Distinct().ToList();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Holding(database, now).Where(session => ids.Contains(session.Id))
            .Join(database.Users.Where(user => !user.Disabled), session => session.UserId, user => user.Id,
                (session, user) => new { session.Id, session.UserId, user.SecurityStamp, session.LastSeenAt })
            .ToListAsync(cancellationToken);
        var old = rows.Where(row => row.LastSeenAt <= now - SeenEvery).Select(row => row.Id).ToList();
        if (old.Count > 0) await SeeAsync(database, old, null, cancellationToken);
        return rows.Select(row => new SessionKey(row.UserId, row.SecurityStamp!, row.Id)).ToHashSet();
    }

    /// <summary>A person's valid sessions, the most recently used first.</summary>
    public async Task<IReadOnlyList<UserSession>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await Holding(database, time.GetUtcNow().UtcDateTime).Where(session => session.UserId == userId).OrderByDescending(session => session.LastSeenAt).ToListAsync(cancellationToken);
    }

    /// <summary>Ends one of a person's sessions, or all except one.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="id">The session to end; null for all.</param>
    /// <param name="except">The session to keep.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many sessions ended.</returns>
    public async Task<int> EndAsync(string userId, string? id, string? except, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Sessions.Where(session => session.UserId == userId && session.Id != except && (id == null || session.Id == id)).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<UserSession> Holding(PanelDbContext database, DateTime now)
    {
        var (idle, oldest) = (now - IdleEnd, now - AbsoluteEnd);
        return database.Sessions.AsNoTracking().Where(session => session.LastSeenAt > idle && session.StartedAt > oldest);
    }

    private Task<int> SeeAsync(PanelDbContext database, List<string> ids, string? address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return database.Sessions.Where(session => ids.Contains(session.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(session => session.LastSeenAt, now).SetProperty(session => session.RemoteAddress, session => address ?? session.RemoteAddress), cancellationToken);
    }

    private static string? Cut(string? text, int longest) => text?.Length > longest ? text[..longest] : text;
}
