namespace Panel.Engine.Contract;

/// <summary>The result of a removal.</summary>
/// <param name="Steps">The steps in order.</param>
/// <param name="FreedBytes">Bytes of the removed layers.</param>
public sealed record ImageRemoval(IReadOnlyList<ImageRemovalStep> Steps, long FreedBytes);

/// <summary>One step of a removal.</summary>
/// <param name="Kind">The kind of step.</param>
/// <param name="Name">A name with its tag or digest, an image's id, or a layer's chain id.</param>
public sealed record ImageRemovalStep(ImageRemovalKind Kind, string Name);

/// <summary>The kinds of steps in a removal.</summary>
public enum ImageRemovalKind
{
    /// <summary>A name is gone.</summary>
    Untagged,

    /// <summary>An image is gone.</summary>
    Image,

    /// <summary>A layer that no other image has is gone.</summary>
    Layer,
}
