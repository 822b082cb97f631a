using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Panel.Data.Tests;

/// <summary>An empty database of one provider, removed at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _connection;
    private readonly bool _postgres;
    private readonly string _name = "panel_test_" + Guid.NewGuid().ToString("N");

    private TestDatabase(string provider)
    {
        _postgres = provider == Providers.Postgres;
        if (!_postgres)
        {
            Directory.CreateDirectory(Folder);
            _connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(Folder, "panel.db") }.ToString();
            return;
        }

        var server = Environment.GetEnvironmentVariable("PANEL_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "PANEL_TEST_POSTGRES is not set: no PostgreSQL to test on (test.sh starts one).");
        _connection = new NpgsqlConnectionStringBuilder(server) { Database = _name }.ToString();
    }

    private string Folder => Path.Combine(Path.GetTempPath(), _name);

    public static async Task<TestDatabase> CreateAsync(string provider)
    {
        var database = new TestDatabase(provider);
        if (database._postgres) await database.AdministerAsync($"CREATE DATABASE {database._name}");
        return database;
    }

    /// <param name="log">Gets what EF Core warns of.</param>
    public PanelDbContext Open(Action<string>? log = null)
    {
        var options = new DbContextOptionsBuilder<PanelDbContext>();
        if (log is not null) options.LogTo(log, LogLevel.Warning);
        if (_postgres) options.UseNpgsql(_connection, npgsql => npgsql.MigrationsAssembly(typeof(Migrations.Postgres.DesignTimeFactory).Assembly));
        else options.UseSqlite(_connection, sqlite => sqlite.MigrationsAssembly(typeof(Migrations.Sqlite.DesignTimeFactory).Assembly));
        return new PanelDbContext(options.Options);
    }

    public DbDataSource Source() => _postgres ? NpgsqlDataSource.Create(_connection) : SqliteFactory.Instance.CreateDataSource(_connection);

    public async ValueTask DisposeAsync()
    {
        if (_postgres)
        {
            NpgsqlConnection.ClearAllPools();
            await AdministerAsync($"DROP DATABASE {_name} WITH (FORCE)");
            return;
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task AdministerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connection) { Database = "postgres", Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Every test here runs on each.</summary>
public static class Providers
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";
}
