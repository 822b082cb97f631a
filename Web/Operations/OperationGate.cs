using Panel.Engine.Contract;

namespace Panel.Web.Operations;

/// <summary>The gate that every change passes: it checks the role and records the start and the outcome in the audit history (ADR 0010).</summary>
public sealed class OperationGate(ICurrentActor currentActor, IAuditTrail audit)
{
    /// <summary>Runs <paramref name="action"/> if the actor's role allows <paramref name="operation"/>.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="target">The object of the operation, in a person's words.</param>
    /// <param name="action">The change.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <param name="details">More for the audit history; never a secret.</param>
    /// <exception cref="NotPermittedException">The role does not allow it; nothing was done.</exception>
    /// <exception cref="AuditFullException">The audit history has no room and the operation frees none; nothing was done.</exception>
    /// <exception cref="EngineFailureException">The audit history cannot be written; nothing was done.</exception>
    public Task<T> RunAsync<T>(Operation operation, string target, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken, string? details = null) =>
        RunAsync(operation, target, (_, token) => action(token), cancellationToken, details);

    /// <summary>The same, for a change that depends on the actor.</summary>
    /// <inheritdoc cref="RunAsync{T}(Operation, string, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    public async Task<T> RunAsync<T>(Operation operation, string target, Func<Actor, CancellationToken, Task<T>> action, CancellationToken cancellationToken, string? details = null)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        if (!actor.May(operation.RequiredRole))
        {
            var refusal = Refusal(actor, operation);
            await audit.RecordAsync(actor, operation.Name, target, AuditResult.Refused, refusal, details, cancellationToken);
            throw new NotPermittedException(refusal);
        }

        var entry = await BeginAsync(actor, operation, target, details, cancellationToken);
        T result;
        try
        {
            result = await action(actor, cancellationToken);
        }
        catch (Exception error)
        {
            await audit.CompleteAsync(entry, error is NotPermittedException ? AuditResult.Refused : AuditResult.Failed, Explain(error));
            if (DiskFull.Is(error)) throw DiskFull.Failure(error);
            throw;
        }

        await audit.CompleteAsync(entry, AuditResult.Succeeded, null);
        return result;
    }

    /// <inheritdoc cref="RunAsync{T}(Operation, string, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    public Task RunAsync(Operation operation, string target, Func<CancellationToken, Task> action, CancellationToken cancellationToken, string? details = null) =>
        RunAsync<object?>(operation, target, async token =>
        {
            await action(token);
            return null;
        }, cancellationToken, details);

    private async Task<long> BeginAsync(Actor actor, Operation operation, string target, string? details, CancellationToken cancellationToken)
    {
        try
        {
            return await audit.BeginAsync(actor, operation.Name, target, details, cancellationToken);
        }
        catch (AuditFullException) when (operation.FreesSpace)
        {
            return audit.Defer(actor, operation.Name, target, details);
        }
    }

    private static string Refusal(Actor actor, Operation operation) => actor.Role is { } role
        ? $"{operation.Name} needs the role {operation.RequiredRole}; {actor.UserName} has {role}."
        : $"{operation.Name} needs the role {operation.RequiredRole}; sign in with an account that has it.";

    /// <summary>The reason of a failure for the audit history: people read it, so text for programmers goes only into the log.</summary>
    internal static string Explain(Exception error) => error switch
    {
        EngineException told => told.Message,
        OperationCanceledException => "It was cancelled.",
        _ when DiskFull.Is(error) => DiskFull.Failure(error).Message,
        _ => "Something in the panel failed; its log says what.",
    };
}
