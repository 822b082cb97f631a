using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Panel.Data.Tests;

public class AuditWriterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Providers.Sqlite, true), InlineData(Providers.Postgres, true)]
    [InlineData(Providers.Sqlite, false), InlineData(Providers.Postgres, false)]
    public async Task Row_Added_IsReadBackWhole(string provider, bool everything)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var source = await MigratedAsync(test);
        var entry = everything ? Whole() : Bare();

        await new AuditWriter(source).AddAsync(entry, Cancellation);

        await using var database = test.Open();
        var read = await database.Audit.SingleAsync(Cancellation);
        Assert.Equivalent(entry, read, strict: true);
        Assert.Equal(DateTimeKind.Utc, read.Time.Kind);
        Assert.NotEqual(0, entry.Id);
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task End_OfOneRow_ChangesItsOutcomeOnly(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var source = await MigratedAsync(test);
        var writer = new AuditWriter(source);
        var (other, entry, ended) = (Bare(), Bare(), new DateTime(2026, 3, 29, 12, 0, 1, 5, DateTimeKind.Utc));
        await writer.AddAsync(other, Cancellation);
        await writer.AddAsync(entry, Cancellation);

        await writer.EndAsync(entry.Id, AuditResult.Failed, "It's \"broken\" ☹", ended, Cancellation);

        (entry.Result, entry.Message, entry.CompletedAt) = (AuditResult.Failed, "It's \"broken\" ☹", ended);
        await using var database = test.Open();
        Assert.Equivalent(new[] { other, entry }, await database.Audit.OrderBy(row => row.Id).ToListAsync(Cancellation), strict: true);
    }

    private static async Task<DbDataSource> MigratedAsync(TestDatabase test)
    {
        await using var database = test.Open();
        await database.ApplyMigrationsAsync(Cancellation);
        return test.Source();
    }

    private static AuditEntry Bare() => new()
    {
        ActorName = "system",
        ActorKind = ActorKind.System,
        Operation = "container.stop",
        Target = "web",
        Result = AuditResult.Started,
        Time = new DateTime(2026, 3, 29, 12, 0, 0, DateTimeKind.Utc),
    };

    // Text that would be executed if it were not a parameter.
    private static AuditEntry Whole() => new()
    {
        Panel = "11111111111111111111111111111111",
        ActorName = "'); DROP TABLE \"Audit\"; --",
        ActorKind = ActorKind.Certificate,
        ActorId = "id",
        RemoteAddress = "::1",
        Operation = "container.stop",
        Target = "wéb",
        Details = "@result",
        Result = AuditResult.Refused,
        Message = "no",
        Time = new DateTime(2026, 3, 29, 12, 0, 0, 123, DateTimeKind.Utc),
        CompletedAt = new DateTime(2026, 3, 29, 12, 0, 1, DateTimeKind.Utc),
    };
}
