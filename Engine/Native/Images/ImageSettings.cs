using Panel.Engine.Layers.Tar;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

/// <summary>What the engine tells the image store.</summary>
internal sealed class ImageSettings
{
    /// <summary>Limits of a layer.</summary>
    public LayerLimits Limits { get; set; } = new();

    /// <summary>The access to registries.</summary>
    public RegistryOptions Registries { get; set; } = new();

    /// <summary>Returns the containers that use images.</summary>
    public Func<IReadOnlyList<ImageUser>> Users { get; set; } = () => [];
}
