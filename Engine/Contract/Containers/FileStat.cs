namespace Panel.Engine.Contract;

/// <summary>A path in a container.</summary>
public sealed record FileStat
{
    /// <summary>Last part of the path; <c>/</c> for the root.</summary>
    public required string Name { get; init; }

    /// <summary>Length in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Kind and permission bits as in inode(7): st_mode.</summary>
    public int Mode { get; init; }

    /// <summary>When its content changed.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Where a symbolic link points; empty for all else.</summary>
    public string LinkTarget { get; init; } = "";
}
