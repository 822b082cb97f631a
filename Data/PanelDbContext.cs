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
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        KeepRoles();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc />
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        KeepRoles();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

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

    // Identity writes every column of a user. A role that a newer version stored is read as the weakest, and must not become that by a sign-in here.
    private void KeepRoles()
    {
        foreach (var role in ChangeTracker.Entries<PanelUser>().Where(user => user.State == EntityState.Modified).Select(user => user.Property(row => row.Role)))
            role.IsModified &= role.OriginalValue != role.CurrentValue;
    }
}
