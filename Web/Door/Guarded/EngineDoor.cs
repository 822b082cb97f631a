using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>Where the engine of an actor asks whether it may answer, and records what it changes.</summary>
public sealed class EngineDoor(OperationGate gate, ICurrentActor currentActor)
{
    private const string Lost = "Your session has ended or your role has changed; sign in again.";

    /// <summary>Makes a change; see <see cref="OperationGate"/>.</summary>
    internal Task<T> ChangeAsync<T>(Operation operation, Resource resource, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken, string? details = null) =>
        gate.RunAsync(operation, resource, action, cancellationToken, details);

    /// <inheritdoc cref="ChangeAsync{T}(Operation, Resource, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    internal Task<T> ChangeAsync<T>(Operation operation, Resource resource, Func<Actor, CancellationToken, Task<T>> action, CancellationToken cancellationToken, string? details = null) =>
        gate.RunAsync(operation, resource, action, cancellationToken, details);

    /// <inheritdoc cref="ChangeAsync{T}(Operation, Resource, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    internal Task ChangeAsync(Operation operation, Resource resource, Func<CancellationToken, Task> action, CancellationToken cancellationToken, string? details = null) =>
        gate.RunAsync(operation, resource, action, cancellationToken, details);

    /// <summary>Makes a change that carries bytes to or from the actor, and ends it when the actor loses the right to it.</summary>
    /// <inheritdoc cref="ChangeAsync{T}(Operation, Resource, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    internal Task<T> CarryAsync<T>(Operation operation, Resource resource, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken, string? details = null) =>
        gate.RunAsync(operation, resource, async token =>
        {
            using var right = await HoldAsync(token);
            try
            {
                return await action(right.Token);
            }
            catch (OperationCanceledException) when (right.IsLost)
            {
                throw new NotPermittedException(Lost);
            }
        }, cancellationToken, details);

    /// <inheritdoc cref="CarryAsync{T}(Operation, Resource, Func{CancellationToken, Task{T}}, CancellationToken, string?)"/>
    internal Task CarryAsync(Operation operation, Resource resource, Func<CancellationToken, Task> action, CancellationToken cancellationToken, string? details = null) =>
        CarryAsync<object?>(operation, resource, async token =>
        {
            await action(token);
            return null;
        }, cancellationToken, details);

    /// <summary>Opens a session that the history records from here to its disposal, and that ends when the actor loses the right to it.</summary>
    internal async Task<IAttachment?> OpenAsync(
        Operation operation, Resource resource, Func<CancellationToken, Task<IAttachment?>> open, CancellationToken cancellationToken, string? details = null)
    {
        var running = await gate.BeginAsync(operation, resource, cancellationToken, details);
        if (await OpenAsync(running, open, cancellationToken) is { } attachment) return new GuardedAttachment(attachment, running, await HoldAsync(CancellationToken.None), Lost);
        await running.SucceedAsync();
        return null;
    }

    /// <summary>Opens a file in the same way.</summary>
    internal async Task<ContainerFile> OpenAsync(Operation operation, Resource resource, Func<CancellationToken, Task<ContainerFile>> open, CancellationToken cancellationToken, string? details = null)
    {
        var running = await gate.BeginAsync(operation, resource, cancellationToken, details);
        var file = await OpenAsync(running, open, cancellationToken);
        return file with { Content = new GuardedStream(file.Content, running, await HoldAsync(CancellationToken.None), Lost) };
    }

    private static async Task<T> OpenAsync<T>(RunningOperation running, Func<CancellationToken, Task<T>> open, CancellationToken cancellationToken)
    {
        try
        {
            return await open(cancellationToken);
        }
        catch (Exception error)
        {
            await running.FailAsync(error);
            throw;
        }
    }

    /// <summary>Asks for something that is not recorded by itself; a refusal is.</summary>
    internal Task<Actor> AskAsync(Operation operation, Resource resource, CancellationToken cancellationToken) => gate.RequireAsync(operation, resource, cancellationToken);

    /// <summary>Reads.</summary>
    internal Task<T> ReadAsync<T>(Operation operation, Resource resource, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        ReadAsync(operation, resource, (_, token) => read(token), cancellationToken);

    /// <summary>Reads what depends on the actor.</summary>
    internal async Task<T> ReadAsync<T>(Operation operation, Resource resource, Func<Actor, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        if (await Policy.RefusalAsync(actor, operation, resource, cancellationToken) is { } refusal) throw new NotPermittedException(refusal.Reason) { Field = refusal.Field };
        return await read(actor, cancellationToken);
    }

    /// <summary>Follows something until the reader leaves or loses the right to it.</summary>
    internal IAsyncEnumerable<T> Follow<T>(Operation operation, Resource resource, Func<CancellationToken, IAsyncEnumerable<T>> open, CancellationToken cancellationToken) =>
        FollowAsync(operation, resource, open, null, new HeldRight(cancellationToken), cancellationToken);

    /// <summary>The same for what the engine keeps for a reader from this call on, not from the first read; before that, the policy is asked.</summary>
    internal IAsyncEnumerable<T> Subscribe<T>(Operation operation, Resource resource, Func<CancellationToken, IAsyncEnumerable<T>> open, CancellationToken cancellationToken)
    {
        var right = new HeldRight(cancellationToken);
        return FollowAsync(operation, resource, open, open(right.Token), right, cancellationToken);
    }

    private async IAsyncEnumerable<T> FollowAsync<T>(
        Operation operation, Resource resource, Func<CancellationToken, IAsyncEnumerable<T>> open, IAsyncEnumerable<T>? subscribed, HeldRight right,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var held = right;
        await using var left = cancellationToken.Register(right.End);
        await AdmitAsync(operation, resource, right, subscribed, cancellationToken);
        await using var reader = (subscribed ?? open(right.Token)).GetAsyncEnumerator(right.Token);
        while (await NextAsync(reader, right)) yield return reader.Current;
    }

    private async Task AdmitAsync<T>(Operation operation, Resource resource, HeldRight right, IAsyncEnumerable<T>? subscribed, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync<object?>(operation, resource, _ => Task.FromResult<object?>(null), cancellationToken);
            right.Watch(await currentActor.WatchAsync(right.Lose));
        }
        catch
        {
            // The engine keeps what happens for this reader until it hears that nobody reads.
            right.End();
            if (subscribed is not null) await ReleaseAsync(subscribed, right.Token);
            throw;
        }
    }

    private static async Task ReleaseAsync<T>(IAsyncEnumerable<T> subscribed, CancellationToken ended)
    {
        try
        {
            await using var reader = subscribed.GetAsyncEnumerator(ended);
            await reader.MoveNextAsync();
        }
        catch (Exception error) when (error is OperationCanceledException or EngineException)
        {
            // That is the end which was asked for.
        }
    }

    private static async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> reader, HeldRight right)
    {
        try
        {
            return await reader.MoveNextAsync();
        }
        catch (OperationCanceledException) when (right.IsLost)
        {
            throw new NotPermittedException(Lost);
        }
    }

    private async ValueTask<HeldRight> HoldAsync(CancellationToken cancellationToken)
    {
        var right = new HeldRight(cancellationToken);
        right.Watch(await currentActor.WatchAsync(right.Lose));
        return right;
    }
}
