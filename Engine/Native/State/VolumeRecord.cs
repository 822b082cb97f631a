namespace Panel.Engine.Native.State;

/// <summary>volume.json.</summary>
public sealed record VolumeRecord
{
    public required string Name { get; init; }
    public required bool Anonymous { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Absent in records of older engines.</summary>
    public Dictionary<string, string> Labels { get; set; } = [];
}
