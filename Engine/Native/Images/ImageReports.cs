using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Describes images for lists and details.</summary>
internal sealed class ImageReports(LayerStore layers, ImageSettings settings)
{
    /// <summary>All images that are not only kept for containers, the newest first.</summary>
    public IReadOnlyList<ImageSummary> List(ImageTable table)
    {
        var (users, use) = (settings.Users(), table.LayerUse());
        return [.. from image in table.Images.Values where !image.Removed orderby image.CreatedAt descending, image.Id select Summarize(table, users, use, image)];
    }

    /// <summary>Everything about one image.</summary>
    public ImageDetails Detail(ImageTable table, StoredImage image)
    {
        var use = table.LayerUse();
        var described = Describe(use, image);
        return new()
        {
            Summary = Summarize(table, settings.Users(), use, image),
            Architecture = image.Content.Architecture,
            Variant = image.Content.Variant,
            OperatingSystem = image.Content.Os,
            Configuration = image.Configuration,
            DiffIds = image.Content.RootFilesystem.DiffIds,
            Layers = described,
            ManifestDigest = image.Manifest.Digest,
            Author = image.Content.Author,
            History = History(image.Content, described),
        };
    }

    private List<ImageLayer> Describe(Dictionary<string, int> use, StoredImage image) =>
    [
        .. image.Content.RootFilesystem.DiffIds.Select(diffId =>
        {
            // A damaged image does not count as a user of its layers.
            var others = Math.Max(0, use.GetValueOrDefault(diffId) - 1);
            return layers.Find(diffId) is { } record
                ? new ImageLayer(diffId, record.Size) { BlobDigest = record.Blob, BlobBytes = record.BlobSize, OtherImages = others }
                : new ImageLayer(diffId, 0) { OtherImages = others };
        }),
    ];

    // Steps without a layer have no diff id; the others have them in the same order.
    private static List<ImageStep> History(OciImage content, IEnumerable<ImageLayer> layers)
    {
        var made = new Queue<ImageLayer>(layers);
        return
        [
            .. (content.History ?? []).Select(step =>
            {
                var layer = step.EmptyLayer is true ? null : made.TryDequeue(out var next) ? next : null;
                return new ImageStep(step.Created, step.CreatedBy ?? "", step.Comment ?? "", layer?.SizeBytes ?? 0, layer?.DiffId);
            }),
        ];
    }

    private static ImageSummary Summarize(ImageTable table, IReadOnlyList<ImageUser> users, Dictionary<string, int> use, StoredImage image) => new()
    {
        Id = image.Id,
        RepositoryTags = [.. table.TagsOf(image.Id).Select(ImageBlobs.Familiar)],
        RepositoryDigests = [.. table.DigestsOf(image.Id).Select(ImageBlobs.Familiar)],
        CreatedAt = image.CreatedAt,
        SizeBytes = image.SizeBytes,
        SharedBytes = image.Layers.Where(layer => use[layer.DiffId] > 1).Sum(layer => layer.Size),
        UniqueBytes = image.Layers.Where(layer => use[layer.DiffId] == 1).Sum(layer => layer.Size),
        ParentId = image.ParentId is { } parent && table.Images.GetValueOrDefault(parent) is { Removed: false } ? parent : null,
        Children = table.ChildrenOf(image.Id).Count(),
        Containers = users.Count(user => user.ImageId == image.Id),
        Labels = image.Fault is null ? image.Content.Config?.Labels ?? [] : new Dictionary<string, string> { [ImageStore.FaultLabel] = image.Fault },
    };
}
