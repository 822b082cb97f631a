using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;

namespace Panel.Web.Configuration;

/// <summary>Migrates the database to this version's schema, one panel at a time.</summary>
public sealed class DatabaseMigrator(
    IDbContextFactory<PanelDbContext> contexts, PanelOptions options, PanelProblems problems, ILogger<DatabaseMigrator> logger)
{
    /// <summary>Migrates.</summary>
    /// <exception cref="StartUpException">The database cannot be opened or changed; it is unchanged.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            RefuseEmptied(database);
            var applied = await database.ApplyMigrationsAsync(cancellationToken);
            if (applied.Count > 0) StartUpLog.Migrated(logger, string.Join(", ", applied));
            await TellNewerAsync(database, cancellationToken);
        }
        catch (Exception error) when (error is DbException or InvalidOperationException)
        {
            throw new StartUpException(
                $"The database cannot be opened or migrated: {error.Message.TrimEnd('.')}. It was left as it is, and containers keep running. "
                + "Correct or restore it, then start the panel again.",
                error);
        }
    }

    // SQLite takes an empty file for a new database, but the users of a panel that has run before were in it.
    private void RefuseEmptied(PanelDbContext database)
    {
        if (!database.Database.IsSqlite() || !PanelIdentity.IsKnown(options)) return;
        var file = new FileInfo(database.Database.GetDbConnection().DataSource);
        if (file is { Exists: true, Length: 0 })
            throw new StartUpException(
                $"The database {file.FullName} is empty, although this panel has run before. "
                + "Restore it from a backup, or delete it to begin with new users.");
    }

    // Its columns and tables stay; this version reads and writes the ones that it knows.
    private async Task TellNewerAsync(PanelDbContext database, CancellationToken cancellationToken)
    {
        var newer = (await database.Database.GetAppliedMigrationsAsync(cancellationToken)).Except(database.Database.GetMigrations()).ToList();
        if (newer.Count == 0) return;
        StartUpLog.MigratedByNewer(logger, string.Join(", ", newer));
        problems.Add("database", new EngineProblem(
            $"A newer version of the panel changed the database ({string.Join(", ", newer)})",
            "Start that version again; its data is kept."));
    }
}
