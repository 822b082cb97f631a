namespace Panel.Engine.Contract;

/// <summary>Why the engine does not understand a container.</summary>
public enum ContainerDoubtKind
{
    /// <summary>It runs, but its folder is not there.</summary>
    Unknown,

    /// <summary>Its configuration cannot be read, nor can a copy of it.</summary>
    Damaged,

    /// <summary>Its shim has not answered since the engine started.</summary>
    Silent,

    /// <summary>A newer version configured it in a way that this one does not understand.</summary>
    Newer,

    /// <summary>Its state could not be read, so how it ended is not known.</summary>
    Lost,
}

/// <summary>What the engine does not understand about a container. The container is kept as it is.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Reason">The same in sentences, with the file or folder in question.</param>
/// <param name="Remedy">What a person can do, in sentences.</param>
public sealed record ContainerDoubt(ContainerDoubtKind Kind, string Reason, string Remedy)
{
    /// <summary>The engine would refuse to start it.</summary>
    public bool ForbidsStart => Kind != ContainerDoubtKind.Lost;

    /// <summary>Its configuration is not known, so nothing can be made from it.</summary>
    public bool HidesConfiguration => Kind is ContainerDoubtKind.Unknown or ContainerDoubtKind.Damaged;
}
