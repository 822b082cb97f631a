using Panel.Engine.Native.Images.Stored;

namespace Panel.Engine.Native.Images;

/// <summary>The right to change the images, which one caller has at a time. It ends with the change.</summary>
internal sealed class ImageChange : IDisposable
{
    private readonly ImageCatalog _catalog;
    private volatile bool _isOver;

    internal ImageChange(ImageCatalog catalog) => _catalog = catalog;

    /// <summary>The images; nobody else changes them.</summary>
    public ImageTable Table => _catalog.Table;

    /// <summary>Stores another table: from here on, it is on the disk and everybody sees it.</summary>
    public void Save(ImageTable table) => _catalog.Save(this, table);

    /// <summary>Deletes content and layers that no image has and nobody has a lease on.</summary>
    public void Sweep() => _catalog.Sweep(this);

    /// <exception cref="ObjectDisposedException">The change is over.</exception>
    internal void RequireHeld() => ObjectDisposedException.ThrowIf(_isOver, this);

    /// <inheritdoc/>
    public void Dispose() => _isOver = true;
}
