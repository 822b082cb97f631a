namespace Panel.Engine.Native.State;

/// <summary>volume.json.</summary>
public sealed record VolumeRecord
{
    public required string Name { get; init; }
    public required bool Anonymous { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
