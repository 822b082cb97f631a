using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Operations;

namespace Panel.Web.Features.SignIn;

/// <summary><c>panel unlock [NAME]</c>: lets a user, or everybody, sign in again from all addresses.</summary>
/// <remarks>It writes to the database. A running panel reads it at the next sign-in, a stopped one at its start.</remarks>
public static class UnlockCommand
{
    /// <summary>The command's name.</summary>
    public const string Verb = "unlock";

    /// <summary>Unlocks and prints the result.</summary>
    /// <param name="app">The panel, not started.</param>
    /// <param name="name">The user; null for everybody.</param>
    /// <exception cref="StartUpException">There is no such user.</exception>
    public static async Task RunAsync(WebApplication app, string? name)
    {
        var services = app.Services;
        await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        await using var database = await services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync();
        var key = name?.ToUpperInvariant();
        var unlocked = await database.Users.Where(user => key == null || user.NormalizedUserName == key)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.UnlockedAt, now));
        if (unlocked == 0) throw new StartUpException(name is null ? "There is no user to unlock yet." : $"There is no user {name} to unlock; see the names on the page Users.");
        await services.GetRequiredService<IAuditTrail>().RecordAsync(Actor.System, SessionOperations.Unlock, name ?? "everybody", AuditResult.Succeeded, null, null, CancellationToken.None);
        Console.Out.WriteLine(name is null ? "Everybody can sign in again." : $"{name} can sign in again.");
    }
}
