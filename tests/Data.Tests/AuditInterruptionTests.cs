using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Panel.Data.Tests;

public class AuditInterruptionTests
{
    private const string Mine = "11111111111111111111111111111111";
    private const string Other = "22222222222222222222222222222222";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task InterruptStarted_RowsOfTwoPanels_ClosesOwnStartedOnesOnly(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var database = test.Open();
        await database.ApplyMigrationsAsync(Cancellation);
        database.Audit.AddRange(
            Entry("left", Mine, AuditResult.Started),
            Entry("left too", Mine, AuditResult.Started),
            Entry("done", Mine, AuditResult.Succeeded),
            Entry("failed", Mine, AuditResult.Failed),
            Entry("another's", Other, AuditResult.Started));
        await database.SaveChangesAsync(Cancellation);

        Assert.Equal(2, await database.Audit.InterruptStartedAsync(Mine, Cancellation));
        Assert.Equal(0, await database.Audit.InterruptStartedAsync(Mine, Cancellation));

        var rows = await database.Audit.Matching(new AuditFilter()).ToDictionaryAsync(entry => entry.Target, Cancellation);
        Assert.Equal(AuditResult.Interrupted, rows["left"].Result);
        Assert.Equal(AuditInterruption.Message, rows["left"].Message);
        Assert.Null(rows["left"].CompletedAt);
        Assert.Equal(AuditResult.Succeeded, rows["done"].Result);
        Assert.Equal(AuditResult.Failed, rows["failed"].Result);
        Assert.Equal(AuditResult.Started, rows["another's"].Result);
        var filtered = await database.Audit.Matching(new AuditFilter { Result = AuditResult.Interrupted }).Select(entry => entry.Target).ToListAsync(Cancellation);
        Assert.Equal(["left too", "left"], filtered);
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Migration_RowOfAnOlderVersionWithoutOutcome_IsInterrupted(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var database = test.Open();
        await database.GetService<IMigrator>().MigrateAsync("Initial", Cancellation);
        await database.Database.ExecuteSqlRawAsync(
            "INSERT INTO \"Audit\" (\"Time\", \"ActorKind\", \"ActorName\", \"Operation\", \"Target\", \"Result\") VALUES ('2026-01-01 00:00:00Z', 'User', 'ada', 'container.stop', 'old', 'Started')",
            Cancellation);

        await database.ApplyMigrationsAsync(Cancellation);

        Assert.Equal(AuditResult.Interrupted, (await database.Audit.SingleAsync(Cancellation)).Result);
    }

    private static AuditEntry Entry(string target, string panel, AuditResult result) => new()
    {
        Panel = panel,
        ActorName = "ada",
        ActorKind = ActorKind.User,
        Operation = "container.stop",
        Target = target,
        Result = result,
        Time = new DateTime(2026, 3, 29, 12, 0, 0, DateTimeKind.Utc),
        CompletedAt = result == AuditResult.Started ? null : new DateTime(2026, 3, 29, 12, 0, 1, DateTimeKind.Utc),
    };
}
