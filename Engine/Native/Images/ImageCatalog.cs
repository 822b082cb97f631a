using Panel.Engine.Layers;
using Panel.Engine.Native.Images.Stored;

namespace Panel.Engine.Native.Images;

/// <summary>The table of all images. Reads use an immutable table; changes happen one after another and become visible when they are on the disk.</summary>
/// <remarks>Only a change can save the table or sweep: <see cref="ImageChange"/> exists while its owner holds the lock.</remarks>
internal sealed class ImageCatalog(ImageIndexFile index, ContentStore content, LayerStore layers, ImageSweep sweep) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile ImageTable _table = ImageTable.Empty;

    /// <summary>The images now.</summary>
    public ImageTable Table => _table;

    /// <summary>Reads the index, and removes what interrupted work left behind.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) => ChangeAsync(_ =>
    {
        layers.Sweep();
        content.Sweep();
        _table = index.Load();
    }, cancellationToken);

    /// <summary>Makes a change, off the caller's thread, while nobody else makes one.</summary>
    /// <param name="change">The change; it is not interrupted.</param>
    /// <param name="cancellationToken">Ends the wait for the others.</param>
    public async Task<T> ChangeAsync<T>(Func<ImageChange, T> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            using var held = new ImageChange(this);
            return await Task.Run(() => change(held), CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc cref="ChangeAsync{T}(Func{ImageChange, T}, CancellationToken)"/>
    public Task ChangeAsync(Action<ImageChange> change, CancellationToken cancellationToken) => ChangeAsync(held =>
    {
        change(held);
        return true;
    }, cancellationToken);

    /// <summary>Waits for the running change, if any.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (_gate.CurrentCount > 0) return;
        await _gate.WaitAsync(cancellationToken);
        _gate.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>Stores another table; for changes only.</summary>
    internal void Save(ImageChange change, ImageTable table)
    {
        change.RequireHeld();
        index.Save(table);
        _table = table;
    }

    /// <summary>Deletes what no image has; for changes only.</summary>
    internal void Sweep(ImageChange change)
    {
        change.RequireHeld();
        // What looks unused may belong to an image that only the lost index knew.
        if (!index.IsRebuilt) sweep.Run(_table);
    }
}
