using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>A session with a container that the audit history has an entry of, which ends when the session is disposed.</summary>
/// <param name="inner">The engine's session.</param>
/// <param name="running">The entry.</param>
/// <param name="right">The actor's right to it.</param>
/// <param name="lost">The sentence for an actor who has lost that right.</param>
internal sealed class GuardedAttachment(IAttachment inner, RunningOperation running, HeldRight right, string lost) : IAttachment
{
    private Exception? _failure;

    public async ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, right.Token);
        try
        {
            return await inner.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (right.IsLost)
        {
            throw new NotPermittedException(lost);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _failure = error;
            throw;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, right.Token);
        await inner.WriteAsync(input, both.Token);
    }

    public ValueTask CloseInputAsync() => inner.CloseInputAsync();

    // A session that one of its sides leaves, or that is cut because its right is gone, was allowed until then and has not failed.
    public async ValueTask DisposeAsync()
    {
        right.Dispose();
        try
        {
            await inner.DisposeAsync();
        }
        finally
        {
            await (_failure is null ? running.SucceedAsync() : running.FailAsync(_failure));
        }
    }
}
