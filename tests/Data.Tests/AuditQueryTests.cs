using Microsoft.EntityFrameworkCore;

namespace Panel.Data.Tests;

public class AuditQueryTests
{
    private static readonly DateTime Noon = new(2026, 3, 29, 12, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string, AuditFilter, string[]> Filters()
    {
        (AuditFilter Filter, string[] Targets)[] cases =
        [
            (new AuditFilter(), ["db_1", "web", "Web-2", "dbx1"]),
            (new AuditFilter { Actor = "ALI" }, ["web", "Web-2"]),
            (new AuditFilter { Target = "WEB" }, ["web", "Web-2"]),
            (new AuditFilter { Target = "b_1" }, ["db_1"]),
            (new AuditFilter { Operation = "container." }, ["db_1", "web", "Web-2"]),
            (new AuditFilter { Result = AuditResult.Refused }, ["Web-2"]),
            (new AuditFilter { From = Noon.AddMinutes(1) }, ["db_1", "web"]),
            (new AuditFilter { Until = Noon.AddMinutes(1) }, ["Web-2", "dbx1"]),
            (new AuditFilter { Actor = "alice", Result = AuditResult.Succeeded, Operation = "container.start" }, ["web"]),
        ];
        var data = new TheoryData<string, AuditFilter, string[]>();
        foreach (var provider in new[] { Providers.Sqlite, Providers.Postgres })
            foreach (var (filter, targets) in cases) data.Add(provider, filter, targets);
        return data;
    }

    [Theory, MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task Matching_Filter_GivesRowsNewestFirst(string provider, AuditFilter filter, string[] targets)
    {
        await using var test = await FilledAsync(provider);
        await using var database = test.Open();

        var rows = await database.Audit.Matching(filter).Select(entry => entry.Target).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(targets, rows);
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Time_ReadBack_IsTheSameInstantInUtc(string provider)
    {
        await using var test = await FilledAsync(provider);
        await using var database = test.Open();

        var row = await database.Audit.SingleAsync(entry => entry.Target == "dbx1", TestContext.Current.CancellationToken);

        Assert.Equal(Noon, row.Time);
        Assert.Equal(DateTimeKind.Utc, row.Time.Kind);
        Assert.Equal(DateTimeKind.Utc, row.CompletedAt!.Value.Kind);
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Time_NotUtc_IsNotStored(string provider)
    {
        await using var test = await FilledAsync(provider);
        await using var database = test.Open();
        database.Audit.Add(Entry("bob", "x", "y", AuditResult.Failed, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local)));

        await Assert.ThrowsAnyAsync<Exception>(() => database.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<TestDatabase> FilledAsync(string provider)
    {
        var test = await TestDatabase.CreateAsync(provider);
        await using var database = test.Open();
        await database.ApplyMigrationsAsync(TestContext.Current.CancellationToken);
        database.Audit.AddRange(
            Entry("bob", "image.remove", "dbx1", AuditResult.Failed, Noon),
            Entry("alice", "container.stop", "Web-2", AuditResult.Refused, Noon),
            Entry("Alice", "container.start", "web", AuditResult.Succeeded, Noon.AddMinutes(1)),
            Entry("bob", "container.remove", "db_1", AuditResult.Succeeded, Noon.AddMinutes(2)));
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        return test;
    }

    private static AuditEntry Entry(string actor, string operation, string target, AuditResult result, DateTime time) => new()
    {
        ActorName = actor,
        ActorKind = ActorKind.User,
        Operation = operation,
        Target = target,
        Result = result,
        Time = time,
        CompletedAt = time,
    };
}
