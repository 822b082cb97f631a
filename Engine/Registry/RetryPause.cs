using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>Counts attempts: five in all, with doubling pauses between them.</summary>
internal sealed class RetryPause(TimeSpan first, TimeProvider time)
{
    public const int Attempts = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private int _failed;

    /// <summary>Failures since the last progress.</summary>
    public int Failed => _failed;

    /// <summary>Resets the count after much progress since the last failure.</summary>
    public void Reset() => _failed = 0;

    /// <summary>Waits before the next attempt.</summary>
    /// <exception cref="EngineFailureException">It was the last one.</exception>
    public async Task WaitAsync(TransientRegistryException error, CancellationToken cancellationToken)
    {
        if (++_failed >= Attempts) throw new EngineFailureException($"{error.Message.TrimEnd('.')}; {Attempts} attempts were made.", "registry", inner: error);
        var pause = first * (1 << (_failed - 1));
        if (error.Wait is { } asked && asked > pause) pause = asked < Longest ? asked : Longest;
        await Task.Delay(pause, time, cancellationToken);
    }
}
