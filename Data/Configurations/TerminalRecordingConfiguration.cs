using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Panel.Data.Configurations;

internal sealed class TerminalRecordingConfiguration : IEntityTypeConfiguration<TerminalRecording>
{
    public void Configure(EntityTypeBuilder<TerminalRecording> builder)
    {
        builder.ToTable("Recordings");
        builder.Property(recording => recording.Id).HasMaxLength(32);
        builder.Property(recording => recording.Panel).HasMaxLength(32);
        builder.Property(recording => recording.UserId).HasMaxLength(64);
        builder.Property(recording => recording.UserName).HasMaxLength(256);
        builder.Property(recording => recording.ContainerId).HasMaxLength(64);
        builder.Property(recording => recording.ContainerName).HasMaxLength(256);
        builder.Property(recording => recording.Shell).HasMaxLength(512);
        builder.Property(recording => recording.End).HasMaxLength(512);
        builder.HasIndex(recording => new { recording.Panel, recording.StartedAt });
        builder.HasIndex(recording => new { recording.UserId, recording.StartedAt });
    }
}
