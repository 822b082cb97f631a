namespace Panel.Data;

/// <summary>Selects rows of the audit history. Every criterion that is set must match.</summary>
public sealed record AuditFilter
{
    /// <summary>Part of the actor's name, in any case.</summary>
    public string? Actor { get; init; }

    /// <summary>The beginning of the operation's name, such as <c>container.</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>Part of the target, in any case.</summary>
    public string? Target { get; init; }

    /// <summary>The outcome.</summary>
    public AuditResult? Result { get; init; }

    /// <summary>At or after this time, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Before this time, UTC.</summary>
    public DateTime? Until { get; init; }
}
