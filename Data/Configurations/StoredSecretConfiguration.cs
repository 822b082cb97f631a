using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Panel.Data.Configurations;

internal sealed class StoredSecretConfiguration : IEntityTypeConfiguration<StoredSecret>
{
    public void Configure(EntityTypeBuilder<StoredSecret> builder)
    {
        builder.ToTable("Secrets");
        builder.Property(secret => secret.Panel).HasMaxLength(32);
        builder.Property(secret => secret.Kind).HasMaxLength(32);
        builder.Property(secret => secret.Name).HasMaxLength(255);
        builder.HasIndex(secret => new { secret.Panel, secret.Kind, secret.Name }).IsUnique();
    }
}
