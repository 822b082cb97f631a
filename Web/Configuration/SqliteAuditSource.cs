using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Panel.Web.Configuration;

/// <summary>SQLite connections for the audit history. Their commits survive the panel's death, but survive a power cut only after
/// <see cref="Flush"/>, which one caller runs for many (ADR 0020).</summary>
internal sealed class SqliteAuditSource : DbDataSource
{
    private string? _log;

    /// <param name="connection">The connection settings of the rest of the panel.</param>
    public SqliteAuditSource(SqliteConnectionStringBuilder connection) =>
        // A different connection string means a different pool: a setting of these connections must not affect those of other tables.
        ConnectionString = new SqliteConnectionStringBuilder(connection.ToString()) { RecursiveTriggers = false }.ToString();

    public override string ConnectionString { get; }

    /// <summary>Waits until everything committed is on the disk.</summary>
    /// <exception cref="IOException">The flush failed.</exception>
    public void Flush()
    {
        if (_log is null) return;
        try
        {
            // SQLite locks only its other files, so closing this one releases no lock.
            using var file = File.OpenHandle(_log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
        }
        catch (FileNotFoundException)
        {
            // The last connection has moved the log into the database, and has waited for the disk.
        }
    }

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        var connection = CreateDbConnection();
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = NORMAL";
            await command.ExecuteNonQueryAsync(cancellationToken);
            _log ??= connection.DataSource + "-wal";
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
