using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers;

/// <summary>
/// A writable directory on top of layers, for one step of a build: mount it with overlayfs and the option <c>userxattr</c>, let the step write, unmount it and
/// commit. The layers below, and the new one, are leased until it is disposed; what was not committed goes with it.
/// </summary>
public sealed class LayerSnapshot : IDisposable
{
    private const UnixFileMode RootMode = (UnixFileMode)0x1ED;

    private readonly LayerStore _store;
    private readonly Lease _lease;
    private readonly string _directory;

    internal LayerSnapshot(LayerStore store, IReadOnlyList<string> parents, Lease lease)
    {
        (_store, _lease, Parents) = (store, lease, parents);
        _directory = store.NewStaging();
        Directory.CreateDirectory(UpperDirectory);
        File.SetUnixFileMode(UpperDirectory, RootMode);
        Directory.CreateDirectory(WorkDirectory);
    }

    /// <summary>Diff ids of the layers below, lowest first.</summary>
    public IReadOnlyList<string> Parents { get; }

    /// <summary>Directories of the layers below, topmost first, as overlayfs takes them; never empty.</summary>
    public IReadOnlyList<string> LowerDirectories => _store.DirectoriesOf(Parents);

    /// <summary>Receives what is written.</summary>
    public string UpperDirectory => _directory + "/diff";

    /// <summary>overlayfs works there.</summary>
    public string WorkDirectory => _directory + "/work";

    /// <summary>What was written so far, compared with the layers below.</summary>
    /// <exception cref="ObjectNotFoundException">Nothing changes at the query's path.</exception>
    public LayerListing Diff(LayerQuery query, CancellationToken cancellationToken = default) =>
        LayerWalk.List(UpperDirectory, LowerDirectories, query, cancellationToken);

    /// <summary>Makes a layer of what was written. Its files are hashed once and moved by a rename; nothing is copied. Afterwards the snapshot only holds the
    /// lease.</summary>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels; the snapshot can then be disposed only.</param>
    /// <returns>The layer, which is on the disk; an existing layer with the same content stays as it is.</returns>
    /// <exception cref="EngineException">What was written cannot be a layer.</exception>
    public async Task<LayerRecord> CommitAsync(LayerLimits? limits = null, CancellationToken cancellationToken = default)
    {
        var record = await Task.Run(async () =>
        {
            FileTree.Remove(WorkDirectory);
            LayerTidy.Settle(UpperDirectory);
            var read = await LayerDigest.OfAsync(UpperDirectory, limits ?? new(), copy: null, output: null, cancellationToken);
            LayerStore.Flush(UpperDirectory);
            return read;
        }, cancellationToken);
        _lease.Add([record.DiffId]);
        _store.Publish(_directory, record);
        return record;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FileTree.Remove(_directory);
        _lease.Dispose();
    }
}
