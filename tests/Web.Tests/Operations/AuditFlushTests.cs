using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Data;
using Panel.Web.Configuration;
using Panel.Web.Operations;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Operations;

/// <summary>When the audit history reaches the disk (ADR 0020).</summary>
public sealed class AuditFlushTests : IDisposable
{
    private static readonly Operation Start = new("container.start", PanelRole.Operator);

    private readonly string _folder = Directory.CreateTempSubdirectory("panel-flush-").FullName;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Answer_ToAChange_WaitsForItsRowAndTheChangeDoesNot()
    {
        using var disk = new SemaphoreSlim(0);
        var changed = new TaskCompletionSource();

        var answer = Gate(new AuditFlush(disk.Wait)).RunAsync(Start, "web", _ =>
        {
            changed.SetResult();
            return Task.FromResult(true);
        }, Token);

        await changed.Task.WaitAsync(Token);
        Assert.False(answer.IsCompleted);
        disk.Release();
        Assert.True(await answer.WaitAsync(Token));
        disk.Release();
    }

    [Fact]
    public async Task Answer_WhenTheDiskFails_IsTheChanges()
    {
        Assert.True(await Gate(new AuditFlush(() => throw new IOException("The disk is gone."))).RunAsync(Start, "web", _ => Task.FromResult(true), Token));
    }

    [Fact]
    public async Task Flush_ThatRuns_DoesNotServeWhatComesAfterItsBeginning()
    {
        using var disk = new SemaphoreSlim(0);
        var begun = new SemaphoreSlim(0);
        var flush = new AuditFlush(() =>
        {
            begun.Release();
            disk.Wait();
        });
        var first = flush.RunAsync();
        await begun.WaitAsync(Token);

        var second = flush.RunAsync();
        var third = flush.RunAsync();

        Assert.NotSame(first, second);
        Assert.Same(second, third);
        disk.Release();
        await first.WaitAsync(Token);
        await begun.WaitAsync(Token);
        Assert.False(second.IsCompleted);
        disk.Release();
        await second.WaitAsync(Token);
    }

    [Fact]
    public async Task Flush_OfSqlite_HasItsLogAndMissesNoneThatIsGone()
    {
        using var source = new SqliteAuditSource(new SqliteConnectionStringBuilder { DataSource = $"{_folder}/panel.db" });
        source.Flush();
        await using (var connection = await source.OpenConnectionAsync(Token))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE a (b); PRAGMA synchronous";
            Assert.Equal(1L, await LastAsync(command));
            Assert.True(File.Exists($"{_folder}/panel.db-wal"));
            source.Flush();
        }

        SqliteConnection.ClearAllPools();
        Assert.False(File.Exists($"{_folder}/panel.db-wal"));
        source.Flush();
    }

    [Fact]
    public async Task Connections_OfOtherTables_WaitForTheDiskAsBefore()
    {
        var file = new SqliteConnectionStringBuilder { DataSource = $"{_folder}/panel.db" };
        using var source = new SqliteAuditSource(file);
        await using (await source.OpenConnectionAsync(Token))
        {
        }

        await using var other = new SqliteConnection(file.ToString());
        await other.OpenAsync(Token);
        await using var command = other.CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        Assert.Equal(2L, await command.ExecuteScalarAsync(Token));
    }

    private static async Task<object?> LastAsync(DbCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync(Token);
        object? last = null;
        do
        {
            while (await reader.ReadAsync(Token)) last = reader.GetValue(0);
        }
        while (await reader.NextResultAsync(Token));
        return last;
    }

    private OperationGate Gate(AuditFlush flush)
    {
        var contexts = new OwnDatabase(_folder);
        using var database = contexts.CreateDbContext();
        var source = new SqliteAuditSource(new SqliteConnectionStringBuilder(database.Database.GetConnectionString()));
        var audit = new AuditTrail(
            new AuditWriter(source), flush, contexts, new PendingAuditOutcomes(), new DeferredAuditRows(), new PanelIdentity(new PanelOptions { DataRoot = _folder }), TimeProvider.System,
            NullLogger<AuditTrail>.Instance);
        return new OperationGate(new FakeActor(() => PanelRole.Operator), audit);
    }
}
