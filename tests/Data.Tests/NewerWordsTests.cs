using Microsoft.EntityFrameworkCore;

namespace Panel.Data.Tests;

/// <summary>Words of a newer version of the panel hide no row, grant nothing, and stay.</summary>
public class NewerWordsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Words_ThisVersionDoesNotKnow_AreReadAsTheWeakestAndStay(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using (var database = test.Open())
        {
            await database.ApplyMigrationsAsync(Cancellation);
            database.Users.Add(new PanelUser { UserName = "ada", NormalizedUserName = "ADA", Role = PanelRole.Administrator, CreatedAt = DateTime.UtcNow });
            database.Audit.Add(new AuditEntry { Time = DateTime.UtcNow, ActorName = "ada", Operation = "dream.start", Target = "web" });
            await database.SaveChangesAsync(Cancellation);
            await database.Database.ExecuteSqlRawAsync("""UPDATE "Users" SET "Role" = 'Dreamer'""", Cancellation);
            await database.Database.ExecuteSqlRawAsync("""UPDATE "Audit" SET "ActorKind" = 'Robot', "Result" = 'Postponed'""", Cancellation);
        }

        await using (var database = test.Open())
        {
            var user = await database.Users.SingleAsync(Cancellation);
            var entry = await database.Audit.SingleAsync(Cancellation);
            Assert.Equal((PanelRole.Viewer, ActorKind.Unknown, AuditResult.Interrupted), (user.Role, entry.ActorKind, entry.Result));
            user.UserName = "ada2";
            // As Identity's store does at every sign-in.
            database.Update(user);
            await database.SaveChangesAsync(Cancellation);
        }

        await using var after = test.Open();
        Assert.Equal("Dreamer", await after.Database.SqlQueryRaw<string>("""SELECT "Role" AS "Value" FROM "Users" """).SingleAsync(Cancellation));
    }
}
