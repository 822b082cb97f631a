using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Panel.Data.Configurations;

namespace Panel.Data;

/// <summary>What belongs to people: users, the audit history, accounts of registries and recordings of terminals. The engine runs without it.</summary>
public sealed class PanelDbContext(DbContextOptions<PanelDbContext> options) : IdentityUserContext<PanelUser>(options)
{
    /// <summary>The audit history.</summary>
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    /// <summary>The registries that panels know.</summary>
    public DbSet<StoredRegistry> Registries => Set<StoredRegistry>();

    /// <summary>Recordings of terminals.</summary>
    public DbSet<TerminalRecording> Recordings => Set<TerminalRecording>();

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
