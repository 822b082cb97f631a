using Panel.Engine.Contract;

namespace Panel.Web.Operations;

/// <summary>Writes the audit history.</summary>
public interface IAuditTrail
{
    /// <summary>Records the start of an operation and returns the row's id.</summary>
    /// <exception cref="AuditFullException">Its disk is full.</exception>
    /// <exception cref="EngineFailureException">It cannot be written, so the change must not happen.</exception>
    Task<long> BeginAsync(Actor actor, string operation, string target, string? details, CancellationToken cancellationToken);

    /// <summary>Records in memory the start of an operation that frees space, and returns its id; the row is written once the database has
    /// room.</summary>
    long Defer(Actor actor, string operation, string target, string? details);

    /// <summary>Records the outcome. Never throws: an outcome that cannot be written now is written as soon as the database answers.</summary>
    Task CompleteAsync(long entry, AuditResult result, string? message);

    /// <summary>Records something that has already happened, such as a refusal.</summary>
    /// <exception cref="EngineFailureException">It cannot be written.</exception>
    Task RecordAsync(Actor actor, string operation, string target, AuditResult result, string? message, string? details, CancellationToken cancellationToken);
}
