namespace Panel.Engine.Contract;

/// <summary>What a create said that has no effect of its own here, kept for who asks how the container was made. Null where nothing was said.</summary>
public sealed record AskedWords
{
    /// <summary>Paths of volumes that the create and the image declare, also those that a mount covers.</summary>
    public IReadOnlyList<string>? Volumes { get; init; }

    /// <summary>The shell of a build's instructions.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>Instructions for images that are built on one of this container.</summary>
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>The name of the runtime.</summary>
    public string? Runtime { get; init; }

    /// <summary>The isolation, which only Windows has in several kinds.</summary>
    public string? Isolation { get; init; }
}
