using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Archives.Compression;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <inheritdoc/>
    public async Task<ImageDetails> ImportAsync(
        Stream rootFilesystem, string? repositoryTag, ImageConfiguration configuration, string? comment = null, CancellationToken cancellationToken = default)
    {
        var name = repositoryTag is null ? null : ImageReference.ParseTag(repositoryTag, nameof(repositoryTag));
        var staging = _layers.NewStaging();
        try
        {
            // Off the caller's context, because extraction consists mostly of blocking file calls.
            var layer = await Task.Run(() => StageAsync(rootFilesystem, staging, cancellationToken), cancellationToken);
            await _gate.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(() => Commit(staging, layer, name, new("panel import", "import", configuration, comment)), CancellationToken.None);
            }
            finally
            {
                _gate.Release();
            }
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
        await using var blob = new BlobTee(archive, staging + "/blob", Limits.MaxBytes);
        var (tar, mediaType) = LayerCompression.Open(blob, await blob.PeekAsync(LayerCompression.StartBytes, cancellationToken));
        await using (tar)
        {
            var layer = await LayerExtractor.ExtractAsync(tar, directory, Limits, cancellationToken);
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

    // Without a layer, the image has its parent's layers and other settings.
    private ImageDetails Commit(string staging, LayerRecord? layer, ImageReference? name, NewImage made)
    {
        var now = _time.GetUtcNow();
        var below = made.Parent?.Content;
        var content = new OciImage
        {
            Created = now,
            Author = made.Author,
            Architecture = below?.Architecture ?? Architecture,
            Os = below?.Os ?? "linux",
            Config = OciConfig.From(made.Configuration),
            RootFilesystem = new() { DiffIds = [.. below?.RootFilesystem.DiffIds ?? [], .. Of(layer, made => made.DiffId)] },
            History = [.. below?.History ?? [], new() { Created = now, CreatedBy = made.By, Comment = made.Comment, EmptyLayer = layer is null ? true : null }],
        };
        if (layer is not null)
        {
            // The tar of a commit is written when somebody needs it.
            if (File.Exists(staging + "/blob")) _content.Adopt(staging + "/blob", layer.Blob);
            _layers.Publish(staging, layer);
        }

        var config = JsonSerializer.SerializeToUtf8Bytes(content, OciJson.Default.OciImage);
        var id = _content.Write(config);
        List<OciDescriptor> layers = [.. LayersOf(made.Parent), .. Of(layer, made => new OciDescriptor { MediaType = made.MediaType, Digest = made.Blob, Size = made.BlobSize })];
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new OciManifest
        {
            Config = new() { MediaType = OciMediaTypes.Config, Digest = id, Size = config.Length },
            Layers = layers,
        }, OciJson.Default.OciManifest);
        var descriptor = new OciDescriptor { MediaType = OciMediaTypes.Manifest, Digest = _content.Write(manifest), Size = manifest.Length };
        var image = new StoredImage(id, descriptor, content, [descriptor.Digest, id, .. layers.Select(blob => blob.Digest)], [.. made.Parent?.LayerSizes ?? [], .. Of(layer, made => made.Size)])
        {
            ParentId = made.Parent is { Removed: false } parent ? parent.Id : null,
            HasOwnManifest = true,
        };

        Save(_table with { Images = _table.Images.SetItem(id, image), Tags = name is null ? _table.Tags : _table.Tags.SetItem(name.Canonical, id) });
        ImageLog.Imported(_logger, name?.Familiar ?? id, id, layer?.Entries ?? 0, layer?.Size ?? 0);
        _events.Publish("image", made.Event, id, name?.Familiar ?? id);
        if (name is not null) _events.Publish("image", "tag", id, name.Familiar);
        return Detail(_table, image);
    }

    private static IEnumerable<T> Of<T>(LayerRecord? layer, Func<LayerRecord, T> part) => layer is null ? [] : [part(layer)];

    private List<OciDescriptor> LayersOf(StoredImage? image) => image is null ? []
        : (JsonSerializer.Deserialize(_content.Read(image.Manifest.Digest), OciJson.Default.OciManifest) ?? throw new InvalidDataException($"The manifest of {image.Id} is empty.")).Layers;

    private void Save(ImageTable table)
    {
        _index.Save(table);
        _table = table;
    }

    /// <summary>This machine's architecture, in Go's words.</summary>
    internal static string Architecture => ImagePlatform.Host.Architecture;
}

/// <summary>The settings of an image in creation.</summary>
/// <param name="By">The command, for its history.</param>
/// <param name="Event">Action of its event.</param>
/// <param name="Configuration">The configuration of its containers.</param>
/// <param name="Comment">Text for its history.</param>
internal sealed record NewImage(string By, string Event, ImageConfiguration Configuration, string? Comment)
{
    /// <summary>The image with the lower layers; null without one.</summary>
    public StoredImage? Parent { get; init; }

    public string? Author { get; init; }
}
