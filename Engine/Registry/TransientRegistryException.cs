namespace Panel.Engine.Registry;

/// <summary>A failure that may not happen again in another attempt.</summary>
public sealed class TransientRegistryException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the registry asks to wait; null when it does not say.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether it answered "too many requests" (429).</summary>
    public bool IsTooOften { get; init; }
}
