using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Operations;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Operations;

/// <summary>A database without room for the audit history (ISOLATION.md, R8): what makes room is done and written afterwards, nothing else is.</summary>
public sealed class FullHistoryTests : IAsyncLifetime
{
    private static readonly Operation Stop = new("container.stop", PanelRole.Operator, FreesSpace: true);
    private static readonly Operation Start = new("container.start", PanelRole.Operator);

    private readonly string _folder = Directory.CreateTempSubdirectory("panel-full-").FullName;
    private readonly PageLimit _limit = new();
    private readonly PendingAuditOutcomes _pending = new();
    private readonly DeferredAuditRows _deferred = new();
    private Contexts _contexts = null!;
    private AuditTrail _audit = null!;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _contexts = new Contexts(_folder);
        await using var database = _contexts.CreateDbContext();
        await database.Database.MigrateAsync(Token);
        _audit = new AuditTrail(
            new AuditWriter(new LimitedSource(_folder, _limit)), new AuditFlush(null), _contexts, _pending, _deferred, new PanelIdentity(new PanelOptions { DataRoot = _folder }), TimeProvider.System, NullLogger<AuditTrail>.Instance);
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Stop_WithoutRoom_IsDoneAndWrittenOnceThereIsSome()
    {
        await FillAsync();
        var stopped = await Gate(PanelRole.Operator).RunAsync(Stop, "flood", _ => Task.FromResult(true), Token);
        await Assert.ThrowsAsync<ConflictException>(() => Gate(PanelRole.Operator).RunAsync(Stop, "stubborn", _ => throw new ConflictException("It does not end."), Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Gate(PanelRole.Operator).RunAsync(Stop, "broken", _ => throw new InvalidOperationException("Insides."), Token));

        Assert.True(stopped);
        Assert.Empty(await RowsAsync(Stop));
        await WriterAsync();
        Assert.Empty(await RowsAsync(Stop));
        _limit.IsFull = false;
        await WriterAsync();
        Assert.Equal(["flood Succeeded ", "stubborn Failed It does not end.", "broken Failed Something in the panel failed; its log says what."], await RowsAsync(Stop));
    }

    [Fact]
    public async Task Start_WithoutRoom_IsNotDone()
    {
        await FillAsync();
        var ran = false;

        var refusal = await Assert.ThrowsAsync<AuditFullException>(() => Gate(PanelRole.Operator).RunAsync(Start, "late", _ => Task.FromResult(ran = true), Token));

        Assert.False(ran);
        Assert.StartsWith("The disk of the database is full", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_OfAViewerWithoutRoom_IsNotDone()
    {
        await FillAsync();
        var ran = false;

        await Assert.ThrowsAnyAsync<Exception>(() => Gate(PanelRole.Viewer).RunAsync(Stop, "flood", _ => Task.FromResult(ran = true), Token));

        Assert.False(ran);
    }

    private OperationGate Gate(PanelRole role) => new(new FakeActor(() => role), _audit);

    private Task WriterAsync() =>
        new AuditOutcomeWriter(_audit, _pending, _deferred, TimeProvider.System, NullLogger<AuditOutcomeWriter>.Instance).WriteAllAsync(Token);

    private async Task<List<string>> RowsAsync(Operation operation)
    {
        await using var database = _contexts.CreateDbContext();
        return await database.Audit.Where(row => row.Operation == operation.Name).OrderBy(row => row.Id).Select(row => $"{row.Target} {row.Result} {row.Message}").ToListAsync(Token);
    }

    private async Task FillAsync()
    {
        _limit.IsFull = true;
        // Where no long row fits any more a short one may.
        foreach (var length in new[] { 500, 1 })
        {
            var row = 0;
            for (; row < 10_000 && await FitsAsync(length); row++)
            {
            }

            Assert.True(row < 10_000, "The database never became full.");
        }
    }

    private async Task<bool> FitsAsync(int length)
    {
        try
        {
            await _audit.BeginAsync(Actor.System, "f", new string('x', length), null, Token);
            return true;
        }
        catch (AuditFullException)
        {
            return false;
        }
    }

    private sealed class Contexts(string folder) : IDbContextFactory<PanelDbContext>
    {
        public PanelDbContext CreateDbContext() => new(new DbContextOptionsBuilder<PanelDbContext>()
            .UseSqlite($"Data Source={folder}/panel.db", sqlite => sqlite.MigrationsAssembly(typeof(Migrations.Sqlite.DesignTimeFactory).Assembly)).Options);
    }

    private sealed class PageLimit
    {
        public bool IsFull { get; set; }
    }

    /// <summary>Lets the database grow no further, which to SQLite is a full disk.</summary>
    private sealed class LimitedSource(string folder, PageLimit limit) : DbDataSource
    {
        private const int Most = 1_073_741_823;

        public override string ConnectionString => $"Data Source={folder}/panel.db";

        protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

        protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
        {
            var connection = CreateDbConnection();
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = limit.IsFull ? "PRAGMA max_page_count = 1" : $"PRAGMA max_page_count = {Most}";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
    }
}
