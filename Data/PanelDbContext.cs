using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Panel.Data.Configurations;

namespace Panel.Data;

/// <summary>Data about people: users and their sessions, the audit history, registries, secrets, jobs and terminal
/// recordings. The engine runs without it.</summary>
public sealed class PanelDbContext(DbContextOptions<PanelDbContext> options) : IdentityUserContext<PanelUser>(options)
{
    /// <summary>The audit history.</summary>
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    /// <summary>The panels' registries.</summary>
    public DbSet<StoredRegistry> Registries => Set<StoredRegistry>();

    /// <summary>The panels' secrets, encrypted.</summary>
    public DbSet<StoredSecret> Secrets => Set<StoredSecret>();

    /// <summary>The panels' jobs.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>Recordings of terminals.</summary>
    public DbSet<TerminalRecording> Recordings => Set<TerminalRecording>();

    /// <summary>Valid sign-ins.</summary>
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
        // Errors are also thrown, and the caller knows whether one matters: an existing address does not, nor does the missing history
        // table of a new PostgreSQL.
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

    // Identity writes every column of a user. A newer version's role is read as the weakest one, and a sign-in here must not store that.
    private void KeepRoles()
    {
        foreach (var role in ChangeTracker.Entries<PanelUser>().Where(user => user.State == EntityState.Modified).Select(user => user.Property(row => row.Role)))
            role.IsModified &= role.OriginalValue != role.CurrentValue;
    }
}
