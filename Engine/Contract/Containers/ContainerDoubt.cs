namespace Panel.Engine.Contract;

/// <summary>Why the engine does not understand a container.</summary>
public enum ContainerDoubtKind
{
    /// <summary>It is running, but its folder is missing.</summary>
    Unknown,

    /// <summary>Neither its configuration nor the copy can be read.</summary>
    Damaged,

    /// <summary>Its shim has not answered since the engine started.</summary>
    Silent,

    /// <summary>A newer version configured it in a way that this one does not understand.</summary>
    Newer,

    /// <summary>Its state cannot be read, so it is unknown how it ended.</summary>
    Lost,
}

/// <summary>What the engine does not understand about a container. The container is kept unchanged.</summary>
/// <param name="Kind">The kind of doubt.</param>
/// <param name="Reason">The reason in sentences, with the file or folder in question.</param>
/// <param name="Remedy">What a person can do, in sentences.</param>
public sealed record ContainerDoubt(ContainerDoubtKind Kind, string Reason, string Remedy)
{
    /// <summary>Whether the engine refuses to start it.</summary>
    public bool ForbidsStart => Kind != ContainerDoubtKind.Lost;

    /// <summary>Whether its configuration is unknown, so that nothing can be made from it.</summary>
    public bool HidesConfiguration => Kind is ContainerDoubtKind.Unknown or ContainerDoubtKind.Damaged;
}
