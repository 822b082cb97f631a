using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Panel.Web.Configuration;

/// <summary>
/// Connections for the audit history on SQLite. What they commit survives the panel's death, but a power cut only after <see cref="Flush"/>, which
/// one caller does for many (ADR 0020).
/// </summary>
internal sealed class SqliteAuditSource : DbDataSource
{
    private string? _log;

    /// <param name="connection">As for everybody else.</param>
    public SqliteAuditSource(SqliteConnectionStringBuilder connection) =>
        // Another text means another pool: a setting of these connections must not stick to those of other tables.
        ConnectionString = new SqliteConnectionStringBuilder(connection.ToString()) { RecursiveTriggers = false }.ToString();

    public override string ConnectionString { get; }

    /// <summary>Waits until the disk has all that is committed.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public void Flush()
    {
        if (_log is null) return;
        try
        {
            // SQLite locks its other files only, so that closing this one lets go of no lock.
            using var file = File.OpenHandle(_log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
        }
        catch (FileNotFoundException)
        {
            // The last connection has taken it into the database, and waited for that.
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
