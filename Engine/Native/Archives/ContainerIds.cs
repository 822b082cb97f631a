using Panel.Engine.Native.Images.Layers;

namespace Panel.Engine.Native.Archives;

/// <summary>The users and groups of a container, and what they are in a view of its files.</summary>
/// <param name="First">What the view shifts the container's ids by.</param>
/// <param name="Count">How many the container has: 0 up to one less.</param>
internal readonly record struct ContainerIds(long First, long Count)
{
    // user_namespaces(7): what an id outside the range is shown as.
    private const uint Nobody = 65534;

    /// <summary>Without a user namespace: every id but the one that stands for "leave it".</summary>
    public static ContainerIds All { get; } = new(0, uint.MaxValue);

    /// <summary>The id that a file gets in the view.</summary>
    /// <exception cref="LayerFaultException">The container does not have the id: the file would be another container's, or the host's.</exception>
    public uint Shift(uint id, string what) => id < Count
        ? (uint)(First + id)
        : throw LayerFault.Invalid($"has the {what} {id}, which the container does not have: in its user namespace there are 0 to {Count - 1}");

    /// <summary>The container's id for what the view shows; nobody's for an id outside the range, as those of a bind mount's files.</summary>
    public uint Own(uint id) => id >= First && id - First < Count ? (uint)(id - First) : Nobody;
}
