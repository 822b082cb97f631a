using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Archives.Compression;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

/// <summary>Makes images of root file systems.</summary>
internal sealed class ImageImport(ImageSettings settings, LayerStore layers, ImageCatalog catalog, ImageMaking making)
{
    /// <inheritdoc cref="IImages.ImportAsync"/>
    public async Task<ImageDetails> RunAsync(
        Stream rootFilesystem, string? repositoryTag, ImageConfiguration configuration, string? comment, CancellationToken cancellationToken)
    {
        var name = repositoryTag is null ? null : ImageReference.ParseTag(repositoryTag, nameof(repositoryTag));
        var staging = layers.NewStaging();
        try
        {
            // Off the caller's context, because extraction consists mostly of blocking file calls.
            var layer = await Task.Run(() => StageAsync(rootFilesystem, staging, cancellationToken), cancellationToken);
            return await catalog.ChangeAsync(
                change => making.Make(change, staging, layer, name, new("panel import", "import", configuration, comment)), cancellationToken);
        }
        finally
        {
            await Task.Run(() => FileTree.Remove(staging), CancellationToken.None);
        }
    }

    private async Task<LayerRecord> StageAsync(Stream source, string staging, CancellationToken cancellationToken)
    {
        var directory = staging + "/diff";
        Directory.CreateDirectory(directory, (UnixFileMode)0x1ED);
        await using var archive = await Unpacking.OpenForLayerAsync(source, cancellationToken);
        await using var blob = new BlobTee(archive, staging + "/blob", settings.Limits.MaxBytes);
        var (tar, mediaType) = LayerCompression.Open(blob, await blob.PeekAsync(LayerCompression.StartBytes, cancellationToken));
        await using (tar)
        {
            var layer = await LayerExtractor.ExtractAsync(tar, directory, settings.Limits, cancellationToken);
            var digest = await blob.FinishAsync(cancellationToken);
            return new LayerRecord
            {
                DiffId = layer.DiffId,
                Size = layer.ContentBytes,
                Entries = layer.Entries,
                Blob = digest,
                BlobSize = blob.Length,
                MediaType = mediaType,
            };
        }
    }
}
