using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers.Tar;

public enum LayerEntryType
{
    Regular,
    HardLink,
    Symlink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}

/// <summary>An entry of a layer's tar. Strings have one byte per character (see <see cref="RawName"/>).</summary>
public sealed record LayerEntry
{
    public required string Name { get; init; }
    public required LayerEntryType Type { get; init; }
    public required string LinkName { get; init; }
    public required uint Mode { get; init; }
    public required uint Uid { get; init; }
    public required uint Gid { get; init; }
    public required Timestamp Modified { get; init; }
    public uint DeviceMajor { get; init; }
    public uint DeviceMinor { get; init; }
    public IReadOnlyList<KeyValuePair<string, byte[]>> Attributes { get; init; } = [];

    /// <summary>Length of the file, including holes.</summary>
    public long Length { get; set; }

    /// <summary>The position of the tar's data in the file; null when the data is the whole file.</summary>
    public List<(long Offset, long Length)>? Segments { get; set; }

    /// <summary>The name for people.</summary>
    public string Display => RawName.Show(Name);
}
