
namespace Panel.Engine.Layers.Tar;

/// <summary>The users and groups of a container, and their ids in a view of its files.</summary>
/// <param name="First">The offset of the container's ids in the view.</param>
/// <param name="Count">The number of the container's ids: 0 to Count - 1.</param>
public readonly record struct ContainerIds(long First, long Count)
{
    // user_namespaces(7): how an id outside the range appears.
    private const uint Nobody = 65534;

    /// <summary>Without a user namespace: every id except the one that means "leave it unchanged".</summary>
    public static ContainerIds All { get; } = new(0, uint.MaxValue);

    /// <summary>A file's id in the view.</summary>
    /// <exception cref="LayerFaultException">The container does not have the id: the file would belong to another container, or to the
    /// host.</exception>
    public uint Shift(uint id, string what) => id < Count
        ? (uint)(First + id)
        : throw LayerFault.Invalid($"has the {what} {id}, which the container does not have: in its user namespace there are 0 to {Count - 1}");

    /// <summary>The container's id for an id in the view; nobody's for an id outside the range, such as that of a bind mount's files.</summary>
    public uint Own(uint id) => id >= First && id - First < Count ? (uint)(id - First) : Nobody;
}
