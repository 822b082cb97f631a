using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Panel.Data.Configurations;

namespace Panel.Data;

/// <summary>What belongs to people: users and their sessions, the audit history, accounts of registries and recordings of terminals. The engine runs without it.</summary>
public sealed class PanelDbContext(DbContextOptions<PanelDbContext> options) : IdentityUserContext<PanelUser>(options)
{
    /// <summary>The audit history.</summary>
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    /// <summary>The registries that panels know.</summary>
    public DbSet<StoredRegistry> Registries => Set<StoredRegistry>();

    /// <summary>Recordings of terminals.</summary>
    public DbSet<TerminalRecording> Recordings => Set<TerminalRecording>();

    /// <summary>Sign-ins that hold.</summary>
    public DbSet<UserSession> Sessions => Set<UserSession>();

    /// <inheritdoc />
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        base.OnConfiguring(optionsBuilder);
        // What fails is also thrown, and whoever catches it knows whether it was a fault: an address that exists already is not, nor is the history
        // table that a new PostgreSQL does not have yet.
        optionsBuilder.ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug)));
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PanelDbContext).Assembly);
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcDateTimeConverter>();
    }
}
