namespace Panel.Web.Door.Guarded;

/// <summary>The right to something that lasts, for as long as the actor has it.</summary>
/// <param name="cancellationToken">Ends the work for another reason.</param>
internal sealed class HeldRight(CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private IDisposable? _watch;
    private volatile bool _isLost;

    /// <summary>Cancelled when the work is to end.</summary>
    public CancellationToken Token => _ended.Token;

    /// <summary>Whether the work ends because the actor has lost the right to it.</summary>
    public bool IsLost => _isLost;

    /// <summary>Takes the watch over the actor's session.</summary>
    public void Watch(IDisposable watch) => _watch = watch;

    /// <summary>The actor has lost the right.</summary>
    public void Lose()
    {
        _isLost = true;
        _ended.Cancel();
    }

    /// <summary>Nobody wants the work any more.</summary>
    public void End() => _ended.Cancel();

    public void Dispose()
    {
        _watch?.Dispose();
        _ended.Dispose();
    }
}
