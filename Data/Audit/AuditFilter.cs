namespace Panel.Data;

/// <summary>Which rows of the audit history are wanted. Every criterion that is set must match.</summary>
public sealed record AuditFilter
{
    /// <summary>Part of the actor's name, in any case.</summary>
    public string? Actor { get; init; }

    /// <summary>Beginning of the operation's name, such as <c>container.</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>Part of the target, in any case.</summary>
    public string? Target { get; init; }

    /// <summary>How it ended.</summary>
    public AuditResult? Result { get; init; }

    /// <summary>Not before this time, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Before this time, UTC.</summary>
    public DateTime? Until { get; init; }
}
