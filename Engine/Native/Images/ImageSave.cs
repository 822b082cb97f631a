using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images.Archives;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

/// <summary>Saves images as archives.</summary>
internal sealed class ImageSave(ImageCatalog catalog, ContentStore content, Leases leases, LayerBlobs blobs, EventBus events)
{
    /// <inheritdoc cref="IImages.SaveAsync"/>
    public async Task RunAsync(IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken)
    {
        if (references.Count == 0) throw new InvalidInputException("Name the images to save.", nameof(references));
        // In one step: from here on, a removal spares their content.
        var (table, images, lease) = await catalog.ChangeAsync(change =>
        {
            var chosen = Chosen(change.Table, references);
            return (change.Table, chosen, leases.Take(chosen.SelectMany(one => one.Image.Blobs.Concat(one.Image.Content.RootFilesystem.DiffIds))));
        }, cancellationToken);
        using (lease)
        {
            foreach (var (image, _) in images) await blobs.EnsureAsync(ImageBlobs.Of(image, content.ManifestOf(image, table)), cancellationToken);
            await new ArchiveWriter(output, content).WriteAsync(images, cancellationToken);
        }
        foreach (var (image, _) in images) events.Publish("image", "save", image.Id, table.NameOf(image.Id));
    }

    // A repository without a tag means all its tags, as in Docker; an id means the image without a name.
    private static List<(StoredImage Image, IReadOnlyList<ImageReference> Names)> Chosen(ImageTable table, IReadOnlyList<string> references)
    {
        List<(StoredImage Image, ImageReference? Name)> found = [];
        foreach (var reference in references)
        {
            var ofRepository = reference.LastIndexOf(':') <= reference.LastIndexOf('/') && !reference.Contains('@', StringComparison.Ordinal) && ImageReference.TryParse(reference, out var name)
                ? table.Tags.Where(tag => ImageReference.Parse(tag.Key).Repository == name!.Repository).OrderBy(tag => tag.Key, StringComparer.Ordinal).ToList() : [];
            if (ofRepository.Count > 0) found.AddRange(ofRepository.Select(tag => (table.Images[tag.Value], (ImageReference?)ImageReference.Parse(tag.Key))));
            else
            {
                var (image, named) = table.Find(reference);
                found.Add((image, named is not null && ImageReference.Parse(named) is { Digest: null } tag ? tag : null));
            }
        }
        if (found.Find(one => one.Image.Fault is not null).Image is { } damaged)
            throw new EngineFailureException($"The image {table.NameOf(damaged.Id)} is damaged ({damaged.Fault}); it cannot be saved.", "save");
        return [.. found.GroupBy(one => one.Image.Id).Select(same => (same.First().Image, (IReadOnlyList<ImageReference>)[.. same.Select(one => one.Name).OfType<ImageReference>().Distinct()]))];
    }
}
