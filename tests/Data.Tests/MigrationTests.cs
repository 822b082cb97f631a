using Microsoft.EntityFrameworkCore;

namespace Panel.Data.Tests;

public class MigrationTests
{
    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Migrations_EmptyDatabase_MakeTheModel(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var database = test.Open();

        var applied = await database.ApplyMigrationsAsync(TestContext.Current.CancellationToken);

        Assert.NotEmpty(applied);
        Assert.False(database.Database.HasPendingModelChanges());
        Assert.Empty(await database.Users.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await database.Audit.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Migrations_SecondTime_ApplyNothing(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using (var first = test.Open()) await first.ApplyMigrationsAsync(TestContext.Current.CancellationToken);
        await using var second = test.Open();

        Assert.Empty(await second.ApplyMigrationsAsync(TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Migrations_EightAtOnce_AreAppliedByOne(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);

        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var database = test.Open();
            return await database.ApplyMigrationsAsync(TestContext.Current.CancellationToken);
        })));

        Assert.Single(applied, names => names.Count > 0);
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Migrations_EmptyDatabase_LogNoFault(string provider)
    {
        List<string> log = [];
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var database = test.Open(log.Add);

        await database.ApplyMigrationsAsync(TestContext.Current.CancellationToken);

        Assert.Empty(log);
    }

    [Fact]
    public async Task Migrations_LockLeftByAKilledPanel_GoOn()
    {
        await using var test = await TestDatabase.CreateAsync(Providers.Sqlite);
        await using var database = test.Open();
        await database.Database.ExecuteSqlRawAsync(
            "CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT NOT NULL); INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')",
            TestContext.Current.CancellationToken);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        Assert.NotEmpty(await database.ApplyMigrationsAsync(patience.Token));
    }

    [Fact]
    public async Task Migrations_Sqlite_UseWriteAheadLogAndPrivateFile()
    {
        await using var test = await TestDatabase.CreateAsync(Providers.Sqlite);
        await using var database = test.Open();
        await database.ApplyMigrationsAsync(TestContext.Current.CancellationToken);

        var mode = await database.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["wal"], mode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(database.Database.GetDbConnection().DataSource));
    }
}
