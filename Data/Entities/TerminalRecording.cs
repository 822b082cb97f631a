namespace Panel.Data;

/// <summary>A recorded terminal; the file itself is in its panel's data root.</summary>
public sealed class TerminalRecording
{
    /// <summary>32 random hexadecimal digits, and the file's name.</summary>
    public required string Id { get; set; }

    /// <summary>Identity of the panel with the file; several may share a PostgreSQL.</summary>
    public required string Panel { get; set; }

    /// <summary>Id of the terminal's user.</summary>
    public required string UserId { get; set; }

    /// <summary>Name at that time; it stays when the user is renamed or deleted.</summary>
    public required string UserName { get; set; }

    /// <summary>Id of the container.</summary>
    public required string ContainerId { get; set; }

    /// <summary>The container's name at that time.</summary>
    public required string ContainerName { get; set; }

    /// <summary>The program.</summary>
    public required string Shell { get; set; }

    /// <summary>Whether a setting required it; then only an administrator may delete it.</summary>
    public bool Required { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTime StartedAt { get; set; }

    /// <summary>When it ended, UTC; null while it is running.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Bytes of the file; 0 while it is running.</summary>
    public long Size { get; set; }

    /// <summary>Why it ended, in one sentence; null while it is running.</summary>
    public string? End { get; set; }
}
