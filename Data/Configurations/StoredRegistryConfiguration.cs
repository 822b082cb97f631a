using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Panel.Data.Configurations;

internal sealed class StoredRegistryConfiguration : IEntityTypeConfiguration<StoredRegistry>
{
    public void Configure(EntityTypeBuilder<StoredRegistry> builder)
    {
        builder.ToTable("Registries");
        builder.Property(registry => registry.Panel).HasMaxLength(32);
        builder.Property(registry => registry.Address).HasMaxLength(255);
        builder.Property(registry => registry.Name).HasMaxLength(100);
        builder.Property(registry => registry.UserName).HasMaxLength(256);
        // Nothing takes a secret from its registry: it is removed with it, or replaced.
        builder.HasOne(registry => registry.Password).WithOne()
            .HasForeignKey<StoredRegistry>(registry => registry.PasswordId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(registry => new { registry.Panel, registry.Address }).IsUnique();
    }
}
