using Panel.Engine.Contract;
using Panel.Web.Door;

namespace Panel.Web.Operations;

/// <summary>The gate that every change passes: it asks the policy and records the start and the outcome in the audit history (ADR 0010).</summary>
public sealed class OperationGate(ICurrentActor currentActor, IAuditTrail audit)
{
    /// <summary>Runs <paramref name="action"/> if the policy lets the actor do <paramref name="operation"/>.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="resource">The object of the operation.</param>
    /// <param name="action">The change.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <param name="details">More for the audit history; never a secret.</param>
    /// <exception cref="NotPermittedException">The policy does not allow it; nothing was done.</exception>
    /// <exception cref="AuditFullException">The audit history has no room and the operation frees none; nothing was done.</exception>
    /// <exception cref="EngineFailureException">The audit history cannot be written; nothing was done.</exception>
    public Task<T> RunAsync<T>(Operation operation, Resource resource, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken, string? details = null) =>
        RunAsync(operation, resource, (_, token) => action(token), cancellationToken, details);

    /// <summary>The same, for a change that depends on the actor.</summary>
    /// <inheritdoc cref="RunAsync{T}(Operation, Resource, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    public async Task<T> RunAsync<T>(Operation operation, Resource resource, Func<Actor, CancellationToken, Task<T>> action, CancellationToken cancellationToken, string? details = null)
    {
        var actor = await RequireAsync(operation, resource, cancellationToken, details);
        var entry = await BeginAsync(actor, operation, resource.Name, details, cancellationToken);
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

    /// <inheritdoc cref="RunAsync{T}(Operation, Resource, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    public Task RunAsync(Operation operation, Resource resource, Func<CancellationToken, Task> action, CancellationToken cancellationToken, string? details = null) =>
        RunAsync<object?>(operation, resource, async token =>
        {
            await action(token);
            return null;
        }, cancellationToken, details);

    /// <summary>Returns the actor if the policy lets them do <paramref name="operation"/>, for what is done later: the operation itself asks
    /// again. A refusal is recorded.</summary>
    /// <exception cref="NotPermittedException">The policy does not allow it.</exception>
    public async Task<Actor> RequireAsync(Operation operation, Resource resource, CancellationToken cancellationToken, string? details = null)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        if (await Policy.RefusalAsync(actor, operation, resource, cancellationToken) is not { } refusal) return actor;
        await audit.RecordAsync(actor, operation.Name, resource.Name, AuditResult.Refused, refusal.Reason, details, cancellationToken);
        throw new NotPermittedException(refusal.Reason) { Field = refusal.Field };
    }

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

    /// <summary>The reason of a failure for the audit history: people read it, so text for programmers goes only into the log.</summary>
    internal static string Explain(Exception error) => error switch
    {
        EngineException told => told.Message,
        OperationCanceledException => "It was cancelled.",
        _ when DiskFull.Is(error) => DiskFull.Failure(error).Message,
        _ => "Something in the panel failed; its log says what.",
    };
}
