namespace Panel.Web.Features.SignIn;

/// <summary>Bounds the work that anonymous callers can cause: hashing a password costs a tenth of a second of processor time.</summary>
public sealed class HashGate : IDisposable
{
    /// <summary>The most waiting attempts from one address.</summary>
    public const int PerAddress = 32;

    /// <summary>The most waiting attempts in total.</summary>
    public const int Altogether = 64;

    // Half of the processors stay free for everything else.
    private readonly SemaphoreSlim _free = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _waiting = [];
    private int _count;

    /// <summary>Does the work when its turn comes.</summary>
    /// <returns>The result of the work; null when too many attempts are already waiting.</returns>
    public async Task<bool?> RunAsync(string? address, Func<Task<bool>> work, CancellationToken cancellationToken)
    {
        var from = SignInThrottle.Prefix(address);
        if (!TryEnter(from)) return null;
        try
        {
            await _free.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(work, cancellationToken);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Leave(from);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _free.Dispose();

    private bool TryEnter(string from)
    {
        lock (_lock)
        {
            var own = _waiting.GetValueOrDefault(from);
            if (_count >= Altogether || own >= PerAddress) return false;
            _count++;
            _waiting[from] = own + 1;
            return true;
        }
    }

    private void Leave(string from)
    {
        lock (_lock)
        {
            _count--;
            if (--_waiting[from] == 0) _waiting.Remove(from);
        }
    }
}
