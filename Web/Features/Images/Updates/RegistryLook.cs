namespace Panel.Web.Features.Images.Updates;

/// <summary>How one registry answers during one look: a hundred names of one that is away are not waited for a hundred times.</summary>
internal sealed class RegistryLook(string registry)
{
    private const int Most = 3;
    private readonly Lock _lock = new();
    private int _failures;
    private string? _givenUp;

    /// <summary>Why it is asked no more in this look; null while it is.</summary>
    public string? GivenUp
    {
        get
        {
            lock (_lock) return _givenUp;
        }
    }

    /// <summary>It said something, be it that it has no such name.</summary>
    public void Answered()
    {
        lock (_lock) _failures = 0;
    }

    /// <summary>It could not be asked, or failed.</summary>
    public void Failed(string sentence)
    {
        lock (_lock)
        {
            if (++_failures == Most) _givenUp = $"It was not asked for, since the registry {registry} failed {Most} times in a row. {sentence}";
        }
    }
}
