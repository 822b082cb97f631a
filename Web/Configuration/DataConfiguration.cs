using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Panel.Web.Operations;

namespace Panel.Web.Configuration;

/// <summary>Configures the database: SQLite by default, PostgreSQL by setting.</summary>
public static class DataConfiguration
{
    /// <summary>Registers <see cref="IDbContextFactory{TContext}"/>; a circuit creates one context for each unit of work.</summary>
    public static void AddPanelData(this WebApplicationBuilder builder)
    {
        var provider = builder.Configuration["Database:Provider"] ?? "sqlite";
        var connection = builder.Configuration.GetConnectionString("Panel");
        builder.Services.AddDbContextFactory<PanelDbContext>((services, options) =>
            Configure(options, provider, connection, services.GetRequiredService<PanelOptions>()));
        builder.Services.AddSingleton(services => AuditSource(provider, connection, services.GetRequiredService<PanelOptions>()));
        builder.Services.AddSingleton<AuditWriter>();
        builder.Services.AddSingleton(services => new AuditFlush(services.GetRequiredService<DbDataSource>() is SqliteAuditSource sqlite ? sqlite.Flush : null));
        builder.Services.AddSingleton<DatabaseMigrator>();
    }

    internal static void Configure(DbContextOptionsBuilder options, string provider, string? connection, PanelOptions panel)
    {
        switch (provider.ToLowerInvariant())
        {
            case "sqlite":
                options.UseSqlite(SqliteFile(connection, panel).ToString(), sqlite => sqlite.MigrationsAssembly(typeof(Migrations.Sqlite.DesignTimeFactory).Assembly));
                break;
            case "postgres":
                options.UseNpgsql(PostgresServer(connection), npgsql => npgsql.MigrationsAssembly(typeof(Migrations.Postgres.DesignTimeFactory).Assembly));
                break;
            default:
                throw Unknown(provider);
        }
    }

    private static DbDataSource AuditSource(string provider, string? connection, PanelOptions panel) => provider.ToLowerInvariant() switch
    {
        "sqlite" => new SqliteAuditSource(SqliteFile(connection, panel)),
        "postgres" => NpgsqlDataSource.Create(PostgresServer(connection)),
        _ => throw Unknown(provider),
    };

    private static SqliteConnectionStringBuilder SqliteFile(string? connection, PanelOptions panel)
    {
        var file = new SqliteConnectionStringBuilder(connection);
        if (file.DataSource.Length == 0) file.DataSource = Path.Combine(panel.DataRoot, "panel.db");
        return file;
    }

    private static string PostgresServer(string? connection) => string.IsNullOrEmpty(connection)
        ? throw new StartUpException("Database:Provider is postgres, but ConnectionStrings:Panel is empty; set it to 'Host=...;Database=...;Username=...;Password=...'.")
        : connection;

    private static StartUpException Unknown(string provider) => new($"Database:Provider is '{provider}', but must be sqlite or postgres.");
}
