namespace Panel.Data;

/// <summary>Who tried what on what, when, from where, and how it ended.</summary>
/// <remarks>The row is written before the change as <see cref="AuditResult.Started"/> and completed after it (ADR 0010).</remarks>
public sealed class AuditEntry
{
    /// <summary>Grows with time.</summary>
    public long Id { get; set; }

    /// <summary>Identity of the panel that wrote the row; several may share a PostgreSQL. Null in rows older than this column.</summary>
    public string? Panel { get; set; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTime Time { get; set; }

    /// <summary>When it ended, UTC; null while it runs and for one that was interrupted: nobody knows.</summary>
    public DateTime? CompletedAt { get; set; }

    /// <summary>What kind of actor asked.</summary>
    public ActorKind ActorKind { get; set; }

    /// <summary>Id of the user (for a container: of the one who created it), or SHA-256 of the certificate; null for the system and for unknown people.</summary>
    public string? ActorId { get; set; }

    /// <summary>Name at that time; it stays when the user is renamed or deleted.</summary>
    public required string ActorName { get; set; }

    /// <summary>Address that the request came from; null for the system.</summary>
    public string? RemoteAddress { get; set; }

    /// <summary>Name of the operation, such as <c>container.start</c>.</summary>
    public required string Operation { get; set; }

    /// <summary>What it was done to, such as a container's name.</summary>
    public required string Target { get; set; }

    /// <summary>More about it, never a secret.</summary>
    public string? Details { get; set; }

    /// <summary>How it ended.</summary>
    public AuditResult Result { get; set; }

    /// <summary>Why it was refused or failed.</summary>
    public string? Message { get; set; }
}
