using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Panel.Data;

/// <summary>Applies migrations so that panels that start at the same moment do not disturb each other.</summary>
public static class DatabaseMigrations
{
    // "panel" in ASCII; any number works that nobody else locks in this database.
    private const long AdvisoryLock = 0x70616E656C;

    /// <summary>Applies missing migrations and returns their names.</summary>
    public static async Task<IReadOnlyList<string>> ApplyMigrationsAsync(this PanelDbContext database, CancellationToken cancellationToken = default)
    {
        if (database.Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) == true)
            return await ApplySqliteAsync(database, cancellationToken);

        // EF's own lock needs its history table, which two panels would create at once. This lock belongs to the session and disappears
        // with the connection.
        var connection = database.Database.GetDbConnection();
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);
            try
            {
                return await ApplyAsync(database, cancellationToken);
            }
            finally
            {
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
            }
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }
    }

    private static async Task<IReadOnlyList<string>> ApplySqliteAsync(PanelDbContext database, CancellationToken cancellationToken)
    {
        await using var fileLock = await MigrationFileLock.AcquireAsync(database.Database.GetDbConnection().DataSource + ".lock", cancellationToken);
        MigrationFileLock.CreatePrivate(database.Database.GetDbConnection().DataSource);
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            // EF's lock is a row, which a killed panel leaves behind for ever. The holder of the file lock may remove it.
            var connection = database.Database.GetDbConnection();
            await ExecuteAsync(connection, "PRAGMA journal_mode=WAL", cancellationToken);
            await ExecuteAsync(connection, "DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
            return await ApplyAsync(database, cancellationToken);
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }
    }

    private static async Task<IReadOnlyList<string>> ApplyAsync(PanelDbContext database, CancellationToken cancellationToken)
    {
        var pending = (await database.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0) await database.Database.MigrateAsync(cancellationToken);
        return pending;
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
