using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Panel.Data.Configurations;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("Audit");
        builder.Property(entry => entry.ActorKind).HasConversion(new TolerantEnumConverter<ActorKind>(ActorKind.Unknown)).HasMaxLength(16);
        builder.Property(entry => entry.Result).HasConversion(new TolerantEnumConverter<AuditResult>(AuditResult.Interrupted)).HasMaxLength(16);
        builder.Property(entry => entry.Panel).HasMaxLength(32);
        builder.Property(entry => entry.ActorId).HasMaxLength(64);
        builder.Property(entry => entry.ActorName).HasMaxLength(256);
        builder.Property(entry => entry.RemoteAddress).HasMaxLength(64);
        builder.Property(entry => entry.Operation).HasMaxLength(64);
        builder.Property(entry => entry.Target).HasMaxLength(512);
        builder.Property(entry => entry.Details).HasMaxLength(2048);
        builder.Property(entry => entry.Message).HasMaxLength(2048);
        builder.HasIndex(entry => entry.Time);
        builder.HasIndex(entry => new { entry.ActorName, entry.Time });
        builder.HasIndex(entry => new { entry.Operation, entry.Time });
        builder.HasIndex(entry => new { entry.Target, entry.Time });
        builder.HasIndex(entry => new { entry.Result, entry.Time });
    }
}
