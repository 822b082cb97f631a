using Panel.Engine.Layers.Views;

namespace Panel.Engine.Layers;

/// <summary>The files of layers as a container would see them; the layers are leased until it is disposed.</summary>
public sealed class LayerView : IDisposable
{
    private readonly Lease _lease;

    internal LayerView(MergedDirectory root, Lease lease) => (Root, _lease) = (root, lease);

    /// <summary>The root directory.</summary>
    public MergedDirectory Root { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        _lease.Dispose();
    }
}
