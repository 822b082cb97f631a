using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Panel.Web.Configuration;

/// <summary>The database: SQLite by default, PostgreSQL by setting.</summary>
public static class DataConfiguration
{
    /// <summary>Registers <see cref="IDbContextFactory{TContext}"/>; a circuit makes a context for each unit of work.</summary>
    public static void AddPanelData(this WebApplicationBuilder builder)
    {
        var provider = builder.Configuration["Database:Provider"] ?? "sqlite";
        var connection = builder.Configuration.GetConnectionString("Panel");
        builder.Services.AddDbContextFactory<PanelDbContext>((services, options) =>
            Configure(options, provider, connection, services.GetRequiredService<PanelOptions>()));
        builder.Services.AddSingleton<DatabaseMigrator>();
    }

    internal static void Configure(DbContextOptionsBuilder options, string provider, string? connection, PanelOptions panel)
    {
        switch (provider.ToLowerInvariant())
        {
            case "sqlite":
                var file = new SqliteConnectionStringBuilder(connection);
                if (file.DataSource.Length == 0) file.DataSource = Path.Combine(panel.DataRoot, "panel.db");
                options.UseSqlite(file.ToString(), sqlite => sqlite.MigrationsAssembly(typeof(Migrations.Sqlite.DesignTimeFactory).Assembly));
                break;
            case "postgres":
                if (string.IsNullOrEmpty(connection))
                    throw new StartUpException("Database:Provider is postgres, but ConnectionStrings:Panel is empty; set it to 'Host=...;Database=...;Username=...;Password=...'.");
                options.UseNpgsql(connection, npgsql => npgsql.MigrationsAssembly(typeof(Migrations.Postgres.DesignTimeFactory).Assembly));
                break;
            default:
                throw new StartUpException($"Database:Provider is '{provider}', but must be sqlite or postgres.");
        }
    }
}
