namespace Panel.Data;

/// <summary>Selects jobs of one panel. Every criterion that is set must match.</summary>
/// <param name="Panel">Identity of the panel.</param>
/// <param name="Kinds">The kinds that the reader may see.</param>
/// <param name="Reader">Id of the reader, who also sees the own jobs of other kinds; null for somebody without an id.</param>
public sealed record JobFilter(string Panel, IReadOnlyCollection<string> Kinds, string? Reader)
{
    /// <summary>Whether the reader sees every kind, also those of newer versions.</summary>
    public bool SeesAll { get; init; }

    /// <summary>The kind.</summary>
    public string? Kind { get; init; }

    /// <summary>The states; empty for every state.</summary>
    public IReadOnlyCollection<JobState> States { get; init; } = [];

    /// <summary>Part of the target or of the actor's name, in any case.</summary>
    public string? Text { get; init; }
}
