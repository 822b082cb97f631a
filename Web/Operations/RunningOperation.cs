using Panel.Engine.Contract;

namespace Panel.Web.Operations;

/// <summary>An operation that the policy allowed and that the audit history has the start of.</summary>
/// <param name="audit">The history.</param>
/// <param name="actor">Who does it.</param>
/// <param name="entry">Its entry in the history.</param>
internal sealed class RunningOperation(IAuditTrail audit, Actor actor, long entry)
{
    public Actor Actor => actor;

    public Task SucceedAsync() => audit.CompleteAsync(entry, AuditResult.Succeeded, null);

    public Task FailAsync(Exception error) => audit.CompleteAsync(entry, error is NotPermittedException ? AuditResult.Refused : AuditResult.Failed, Explain(error));

    /// <summary>The reason of a failure for the audit history: people read it, so text for programmers goes only into the log.</summary>
    internal static string Explain(Exception error) => error switch
    {
        EngineException told => told.Message,
        OperationCanceledException => "It was cancelled.",
        _ when DiskFull.Is(error) => DiskFull.Failure(error).Message,
        _ => "Something in the panel failed; its log says what.",
    };
}
