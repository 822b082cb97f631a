namespace Panel.Web.Features.Images.Updates;

/// <summary>The state of one registry during one check: the panel does not wait a hundred times for an unreachable registry with a hundred
/// names.</summary>
internal sealed class RegistryLook(string registry)
{
    private const int Most = 3;
    private readonly Lock _lock = new();
    private int _failures;
    private string? _givenUp;

    /// <summary>Why the registry is no longer asked in this check; null while it is.</summary>
    public string? GivenUp
    {
        get
        {
            lock (_lock) return _givenUp;
        }
    }

    /// <summary>The registry answered, even if it does not have the name.</summary>
    public void Answered()
    {
        lock (_lock) _failures = 0;
    }

    /// <summary>The registry could not be reached, or failed.</summary>
    public void Failed(string sentence)
    {
        lock (_lock)
        {
            if (++_failures == Most) _givenUp = $"The panel did not ask, because the registry {registry} failed {Most} times in a row. {sentence}";
        }
    }
}
