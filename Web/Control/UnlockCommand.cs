using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Control;

/// <summary><c>panel unlock [NAME]</c>: lets a user, or everybody, sign in again from all addresses.</summary>
/// <remarks>It writes to the database. A running panel reads it at the next sign-in, a stopped one at its start.</remarks>
internal static class UnlockCommand
{
    /// <summary>Unlocks.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such user.</exception>
    public static async Task<int> RunAsync(ControlCall call, CancellationToken cancellationToken)
    {
        var (services, name) = (call.Services, call.Argument(0));
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        await using var database = await services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(cancellationToken);
        var key = name?.ToUpperInvariant();
        var unlocked = await database.Users.Where(user => key == null || user.NormalizedUserName == key)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.UnlockedAt, now), cancellationToken);
        if (unlocked == 0)
            throw new ObjectNotFoundException(name is null ? "There is no user to unlock yet." : $"There is no user {name} to unlock; see the names on the page Users.");
        var actor = await services.GetRequiredService<ICurrentActor>().GetAsync(cancellationToken);
        await services.GetRequiredService<IAuditTrail>()
            .RecordAsync(actor, SessionOperations.Unlock, name ?? "everybody", AuditResult.Succeeded, null, null, CancellationToken.None);
        await call.Say(name is null ? "Everybody can sign in again." : $"{name} can sign in again.");
        return ExitCodes.Done;
    }
}
