using System.Text.Json;
using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Makes images of a new layer on top of existing ones, with a manifest of their own.</summary>
internal sealed class ImageMaking(ContentStore content, LayerStore layers, ImageReports reports, EventBus events, ILogger logger, TimeProvider time)
{
    /// <summary>Adds the image.</summary>
    /// <param name="change">The right to do so.</param>
    /// <param name="staging">The directory with the layer's files, and with its tar if there is one.</param>
    /// <param name="layer">The layer; null for an image with its parent's layers and other settings.</param>
    /// <param name="name">The image's name; null for none.</param>
    /// <param name="made">Its settings.</param>
    public ImageDetails Make(ImageChange change, string staging, LayerRecord? layer, ImageReference? name, NewImage made)
    {
        var image = Store(staging, layer, made);
        var table = change.Table;
        change.Save(table with
        {
            Images = table.Images.SetItem(image.Id, image),
            Tags = name is null ? table.Tags : table.Tags.SetItem(name.Canonical, image.Id),
        });
        ImageLog.Imported(logger, name?.Familiar ?? image.Id, image.Id, layer?.Entries ?? 0, layer?.Size ?? 0);
        events.Publish("image", made.Event, image.Id, name?.Familiar ?? image.Id);
        if (name is not null) events.Publish("image", "tag", image.Id, name.Familiar);
        return reports.Detail(change.Table, image);
    }

    private StoredImage Store(string staging, LayerRecord? layer, NewImage made)
    {
        var document = Document(layer, made);
        if (layer is not null)
        {
            // The tar of a commit is written when somebody needs it.
            if (File.Exists(staging + "/blob")) content.Adopt(staging + "/blob", layer.Blob);
            layers.Publish(staging, layer);
        }

        var config = JsonSerializer.SerializeToUtf8Bytes(document, OciJson.Default.OciImage);
        var id = content.Write(config);
        List<OciDescriptor> blobs = [.. LayersOf(made.Parent), .. Of(layer, made => new OciDescriptor { MediaType = made.MediaType, Digest = made.Blob, Size = made.BlobSize })];
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new OciManifest
        {
            Config = new() { MediaType = OciMediaTypes.Config, Digest = id, Size = config.Length },
            Layers = blobs,
        }, OciJson.Default.OciManifest);
        var descriptor = new OciDescriptor { MediaType = OciMediaTypes.Manifest, Digest = content.Write(manifest), Size = manifest.Length };
        return new StoredImage(
            id, descriptor, document, [descriptor.Digest, id, .. blobs.Select(blob => blob.Digest)], [.. made.Parent?.LayerSizes ?? [], .. Of(layer, made => made.Size)])
        {
            ParentId = made.Parent is { Removed: false } parent ? parent.Id : null,
            HasOwnManifest = true,
        };
    }

    private OciImage Document(LayerRecord? layer, NewImage made)
    {
        var now = time.GetUtcNow();
        var below = made.Parent?.Content;
        return new()
        {
            Created = now,
            Author = made.Author,
            Architecture = below?.Architecture ?? ImageStore.Architecture,
            Os = below?.Os ?? "linux",
            Config = OciConfig.From(made.Configuration),
            RootFilesystem = new() { DiffIds = [.. below?.RootFilesystem.DiffIds ?? [], .. Of(layer, made => made.DiffId)] },
            History = [.. below?.History ?? [], new() { Created = now, CreatedBy = made.By, Comment = made.Comment, EmptyLayer = layer is null ? true : null }],
        };
    }

    private static IEnumerable<T> Of<T>(LayerRecord? layer, Func<LayerRecord, T> part) => layer is null ? [] : [part(layer)];

    private List<OciDescriptor> LayersOf(StoredImage? image) => image is null ? []
        : (JsonSerializer.Deserialize(content.Read(image.Manifest.Digest), OciJson.Default.OciManifest)
            ?? throw new InvalidDataException($"The manifest of {image.Id} is empty.")).Layers;
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
