using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Panel.Web.Configuration;

/// <summary>Brings the database to this version's shape, one panel at a time.</summary>
public sealed class DatabaseMigrator(IDbContextFactory<PanelDbContext> contexts, ILogger<DatabaseMigrator> logger)
{
    /// <summary>Migrates.</summary>
    /// <exception cref="StartUpException">The database cannot be opened or changed.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            var applied = await database.ApplyMigrationsAsync(cancellationToken);
            if (applied.Count > 0) StartUpLog.Migrated(logger, string.Join(", ", applied));
        }
        catch (Exception error) when (error is DbException or InvalidOperationException)
        {
            throw new StartUpException($"The database cannot be opened or migrated: {error.Message}", error);
        }
    }
}
