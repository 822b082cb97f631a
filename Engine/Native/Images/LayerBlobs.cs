using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>The tars of layers that were made here: they are written from the layers' files when a push or a save first needs them.</summary>
internal sealed class LayerBlobs(ContentStore content, LayerStore layers)
{
    /// <summary>Writes the tars that are not in the content store; the caller has a lease on them.</summary>
    /// <exception cref="EngineFailureException">A layer's files are gone or have changed, or the disk is full.</exception>
    public async Task EnsureAsync(IEnumerable<(OciDescriptor Blob, string DiffId)> blobs, CancellationToken cancellationToken)
    {
        foreach (var (blob, diffId) in blobs)
        {
            if (blob.Digest == diffId && !File.Exists(content.PathOf(diffId))) await Task.Run(() => WriteAsync(diffId, cancellationToken), cancellationToken);
        }
    }

    private async Task WriteAsync(string diffId, CancellationToken cancellationToken)
    {
        if (layers.Find(diffId) is null) throw new EngineFailureException($"The layer {diffId} is not on this machine; pull or make its image again.", "read layer");
        var staging = layers.NewStaging();
        try
        {
            var path = staging + "/blob";
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                await layers.WriteTarAsync(diffId, file, cancellationToken);
                file.Flush();
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }
            content.Adopt(path, diffId);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            throw DiskFull.Failure(full);
        }
        finally
        {
            FileTree.Remove(staging);
        }
    }
}
