using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Panel.Data.Configurations;

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("Jobs");
        builder.Property(job => job.Id).HasMaxLength(32);
        builder.Property(job => job.Panel).HasMaxLength(32);
        builder.Property(job => job.Kind).HasMaxLength(64);
        builder.Property(job => job.Target).HasMaxLength(512);
        builder.Property(job => job.ActorKind).HasConversion(new TolerantEnumConverter<ActorKind>(ActorKind.Unknown)).HasMaxLength(16);
        builder.Property(job => job.ActorId).HasMaxLength(64);
        builder.Property(job => job.ActorName).HasMaxLength(256);
        builder.Property(job => job.State).HasConversion(new TolerantEnumConverter<JobState>(JobState.Interrupted)).HasMaxLength(16);
        builder.Property(job => job.Outcome).HasMaxLength(2048);
        builder.HasIndex(job => new { job.Panel, job.CreatedAt });
    }
}
