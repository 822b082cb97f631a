using Panel.Engine.Contract;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <summary>Finds an image by name, id or unique prefix of one.</summary>
    /// <exception cref="ObjectNotFoundException">There is none.</exception>
    /// <exception cref="EngineFailureException">It is damaged.</exception>
    /// <exception cref="InvalidInputException">It is not a reference, or is a prefix of several ids.</exception>
    public ResolvedImage Resolve(string reference)
    {
        var image = Find(_table, reference, withRemoved: true).Image;
        if (image.Fault is not null)
            throw new EngineFailureException($"The image '{reference}' is damaged ({image.Fault}); remove it and import it again.", "resolve image");
        List<string> layers = [.. image.Content.RootFilesystem.DiffIds.AsEnumerable().Reverse().Select(_layers.DirectoryOf)];
        return new(image.Id, reference, image.Configuration, layers.Count > 0 ? layers : [_layers.Empty],
            ImagePlatform.Of(image.Content.Os, image.Content.Architecture, image.Content.Variant));
    }

    // As in Docker, a name takes precedence over an id with the same letters. Name is the canonical name that matched.
    private static (StoredImage Image, string? Name) Find(ImageTable table, string reference, bool withRemoved = false)
    {
        ImageReference? name = null;
        if (!reference.StartsWith("sha256:", StringComparison.Ordinal) && ImageReference.TryParse(reference, out name))
        {
            if (name!.Digest is null && table.Tags.TryGetValue(name.Canonical, out var id)) return (table.Images[id], name.Canonical);
            if (name.Digest is not null && ByDigest(table, name) is { } pinned)
                return (pinned, name.WithDigest(name.Digest).Canonical is var canonical && table.Digests.ContainsKey(canonical) ? canonical : null);
        }
        var prefix = reference.StartsWith("sha256:", StringComparison.Ordinal) ? reference[7..] : reference;
        if (prefix.Length is > 0 and <= 64 && prefix.All(char.IsAsciiHexDigitLower))
        {
            var matches = table.Images.Values.Where(image => image.Id.AsSpan(7).StartsWith(prefix) && (withRemoved || !image.Removed)).Take(2).ToList();
            if (matches.Count == 1) return (matches[0], null);
            if (matches.Count == 2) throw new InvalidInputException($"Several image ids begin with '{prefix}'; give more characters of it.");
            if (name is null) throw new ObjectNotFoundException($"There is no image '{reference}' on this machine.");
        }
        name ??= ImageReference.Parse(reference);
        throw new ObjectNotFoundException($"There is no image '{name.Familiar}' on this machine.");
    }

    private static StoredImage? ByDigest(ImageTable table, ImageReference name) =>
        table.Digests.TryGetValue(name.WithDigest(name.Digest!).Canonical, out var id) ? table.Images[id] : table.Images.Values.FirstOrDefault(image =>
            !image.Removed && (image.Manifest.Digest == name.Digest || image.Id == name.Digest)
            && table.TagsOf(image.Id).Any(tag => ImageReference.Parse(tag).Repository == name.Repository));
}
