using Microsoft.EntityFrameworkCore;

namespace Panel.Data.Tests;

public sealed class PowerCutTests
{
    // 2 is FULL. With a write-ahead log, NORMAL waits for the disk at checkpoints only, and a power cut would take settings and users that were saved.
    [Fact]
    public async Task Connection_ToSqlite_WaitsForTheDiskAtEachCommit()
    {
        await using var database = await TestDatabase.CreateAsync(Providers.Sqlite);
        await using var context = database.Open();
        await context.ApplyMigrationsAsync(TestContext.Current.CancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        command.CommandText = "PRAGMA synchronous";
        Assert.Equal(2L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
