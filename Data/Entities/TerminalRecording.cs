namespace Panel.Data;

/// <summary>A terminal whose output was kept; the file itself lies in the data root of its panel.</summary>
public sealed class TerminalRecording
{
    /// <summary>32 random hexadecimal digits, and the file's name.</summary>
    public required string Id { get; set; }

    /// <summary>Identity of the panel that has the file; several may share a PostgreSQL.</summary>
    public required string Panel { get; set; }

    /// <summary>Id of whose terminal it was.</summary>
    public required string UserId { get; set; }

    /// <summary>Name at that time; it stays when the user is renamed or deleted.</summary>
    public required string UserName { get; set; }

    /// <summary>In which container.</summary>
    public required string ContainerId { get; set; }

    /// <summary>The container's name at that time.</summary>
    public required string ContainerName { get; set; }

    /// <summary>What ran.</summary>
    public required string Shell { get; set; }

    /// <summary>A setting wanted it, not its person; then only an administrator may delete it.</summary>
    public bool Required { get; set; }

    /// <summary>UTC.</summary>
    public DateTime StartedAt { get; set; }

    /// <summary>UTC; null while it runs.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Bytes of the file; 0 while it runs.</summary>
    public long Size { get; set; }

    /// <summary>How it ended, in one sentence; null while it runs.</summary>
    public string? End { get; set; }
}
