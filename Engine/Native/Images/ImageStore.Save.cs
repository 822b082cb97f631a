using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Native.Images.Archives;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <inheritdoc/>
    public async Task SaveAsync(IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken = default)
    {
        if (references.Count == 0) throw new InvalidInputException("Name the images to save.", nameof(references));
        IReadOnlyList<(StoredImage Image, IReadOnlyList<ImageReference> Names)> images = [];
        Lease? lease = null;
        await ChangeAsync(() =>
        {
            images = Chosen(references);
            lease = _leases.Take(images.SelectMany(image => image.Image.Blobs.Concat(image.Image.Content.RootFilesystem.DiffIds)));
        }, cancellationToken);
        using (lease)
        {
            foreach (var (image, _) in images) await _blobs.EnsureAsync(BlobsOf(image, ManifestOf(image)), cancellationToken);
            await new ArchiveWriter(output, _content).WriteAsync(images, cancellationToken);
        }
        foreach (var (image, _) in images) _events.Publish("image", "save", image.Id, NameOf(image.Id));
    }

    // A repository without a tag means all its tags, as in Docker; an id means the image without a name.
    private List<(StoredImage Image, IReadOnlyList<ImageReference> Names)> Chosen(IReadOnlyList<string> references)
    {
        List<(StoredImage Image, ImageReference? Name)> found = [];
        foreach (var reference in references)
        {
            var ofRepository = reference.LastIndexOf(':') <= reference.LastIndexOf('/') && !reference.Contains('@', StringComparison.Ordinal) && ImageReference.TryParse(reference, out var name)
                ? _table.Tags.Where(tag => ImageReference.Parse(tag.Key).Repository == name!.Repository).OrderBy(tag => tag.Key, StringComparer.Ordinal).ToList() : [];
            if (ofRepository.Count > 0) found.AddRange(ofRepository.Select(tag => (_table.Images[tag.Value], (ImageReference?)ImageReference.Parse(tag.Key))));
            else
            {
                var (image, named) = Find(_table, reference);
                found.Add((image, named is not null && ImageReference.Parse(named) is { Digest: null } tag ? tag : null));
            }
        }
        if (found.Find(one => one.Image.Fault is not null).Image is { } damaged)
            throw new EngineFailureException($"The image {NameOf(damaged.Id)} is damaged ({damaged.Fault}); it cannot be saved.", "save");
        return [.. found.GroupBy(one => one.Image.Id).Select(same => (same.First().Image, (IReadOnlyList<ImageReference>)[.. same.Select(one => one.Name).OfType<ImageReference>().Distinct()]))];
    }
}
