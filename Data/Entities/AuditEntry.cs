namespace Panel.Data;

/// <summary>An operation in the audit history: who, what, on which object, when, from where, and with which outcome.</summary>
/// <remarks>The row is written before the change as <see cref="AuditResult.Started"/> and completed after it (ADR 0010).</remarks>
public sealed class AuditEntry
{
    /// <summary>Increases over time.</summary>
    public long Id { get; set; }

    /// <summary>Identity of the panel that wrote the row; several may share a PostgreSQL. Null in rows older than this column.</summary>
    public string? Panel { get; set; }

    /// <summary>The time of the request, UTC.</summary>
    public DateTime Time { get; set; }

    /// <summary>The time of its end, UTC; null while it is running, and for an interrupted one, whose end is unknown.</summary>
    public DateTime? CompletedAt { get; set; }

    /// <summary>The kind of actor.</summary>
    public ActorKind ActorKind { get; set; }

    /// <summary>Id of the user (for a container: of its creator), or SHA-256 of the certificate; null for the system and for unknown
    /// people.</summary>
    public string? ActorId { get; set; }

    /// <summary>Name at that time; it stays when the user is renamed or deleted.</summary>
    public required string ActorName { get; set; }

    /// <summary>The address from which the request came; null for the system.</summary>
    public string? RemoteAddress { get; set; }

    /// <summary>Name of the operation, such as <c>container.start</c>.</summary>
    public required string Operation { get; set; }

    /// <summary>The object, such as a container's name.</summary>
    public required string Target { get; set; }

    /// <summary>More about it, never a secret.</summary>
    public string? Details { get; set; }

    /// <summary>The outcome.</summary>
    public AuditResult Result { get; set; }

    /// <summary>Why it was refused or failed.</summary>
    public string? Message { get; set; }
}
