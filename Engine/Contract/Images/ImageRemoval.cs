namespace Panel.Engine.Contract;

/// <summary>What a removal did.</summary>
/// <param name="Steps">In the order in which it was done.</param>
/// <param name="FreedBytes">Bytes of the layers that are gone.</param>
public sealed record ImageRemoval(IReadOnlyList<ImageRemovalStep> Steps, long FreedBytes);

/// <summary>One step of a removal.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Name">A name with its tag or digest, an image's id, or a layer's chain id.</param>
public sealed record ImageRemovalStep(ImageRemovalKind Kind, string Name);

/// <summary>What a step of a removal does.</summary>
public enum ImageRemovalKind
{
    /// <summary>A name is gone.</summary>
    Untagged,

    /// <summary>An image is gone.</summary>
    Image,

    /// <summary>A layer is gone that no other image has.</summary>
    Layer,
}
