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
        var running = await BeginAsync(operation, resource, cancellationToken, details);
        T result;
        try
        {
            result = await action(running.Actor, cancellationToken);
        }
        catch (Exception error)
        {
            await running.FailAsync(error);
            if (DiskFull.Is(error)) throw DiskFull.Failure(error);
            throw;
        }

        await running.SucceedAsync();
        return result;
    }

    /// <inheritdoc cref="RunAsync{T}(Operation, Resource, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    public Task RunAsync(Operation operation, Resource resource, Func<CancellationToken, Task> action, CancellationToken cancellationToken, string? details = null) =>
        RunAsync<object?>(operation, resource, async token =>
        {
            await action(token);
            return null;
        }, cancellationToken, details);

    /// <summary>Begins an operation whose end the caller tells; <see cref="RunAsync{T}(Operation, Resource, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    /// is for those that end with a call.</summary>
    /// <inheritdoc cref="RunAsync{T}(Operation, Resource, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    internal async Task<RunningOperation> BeginAsync(Operation operation, Resource resource, CancellationToken cancellationToken, string? details = null)
    {
        var noted = AuditNote.AddTo(details);
        var actor = await RequireAsync(operation, resource, cancellationToken, noted);
        return new RunningOperation(audit, actor, await RecordAsync(actor, operation, resource.Name, noted, cancellationToken));
    }

    /// <summary>Asks whether the actor may do something that another call then does and records; the history gets a refusal only.</summary>
    /// <exception cref="NotPermittedException">The policy does not allow it.</exception>
    public async Task<Actor> RequireAsync(Operation operation, Resource resource, CancellationToken cancellationToken, string? details = null)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        if (await Policy.RefusalAsync(actor, operation, resource, cancellationToken) is not { } refusal) return actor;
        await audit.RecordAsync(actor, operation.Name, resource.Name, AuditResult.Refused, refusal.Reason, details, cancellationToken);
        throw new NotPermittedException(refusal.Reason) { Field = refusal.Field };
    }

    private async Task<long> RecordAsync(Actor actor, Operation operation, string target, string? details, CancellationToken cancellationToken)
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
}
