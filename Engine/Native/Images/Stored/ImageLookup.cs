using Panel.Engine.Contract;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images.Stored;

/// <summary>Finds images by what people call them.</summary>
internal static class ImageLookup
{
    /// <summary>Finds an image by name, id or unique prefix of one. As in Docker, a name takes precedence over an id with the same letters.</summary>
    /// <param name="table">The images.</param>
    /// <param name="reference">The name, id or prefix.</param>
    /// <param name="withRemoved">Whether an id may name an image that is only kept for its containers.</param>
    /// <returns>The image, and the canonical name that matched; null when an id did.</returns>
    /// <exception cref="ObjectNotFoundException">There is none.</exception>
    /// <exception cref="InvalidInputException">It is not a reference, or is a prefix of several ids.</exception>
    public static (StoredImage Image, string? Name) Find(this ImageTable table, string reference, bool withRemoved = false)
    {
        ImageReference? name = null;
        if (!reference.StartsWith("sha256:", StringComparison.Ordinal) && ImageReference.TryParse(reference, out name))
        {
            if (name!.Digest is null && table.Tags.TryGetValue(name.Canonical, out var id)) return (table.Images[id], name.Canonical);
            if (name.Digest is not null && ByDigest(table, name) is { } pinned)
            {
                var canonical = name.WithDigest(name.Digest).Canonical;
                return (pinned, table.Digests.ContainsKey(canonical) ? canonical : null);
            }
        }
        return ByPrefix(table, reference, withRemoved) is { } image ? (image, null) : throw NotFound(reference, name);
    }

    private static StoredImage? ByPrefix(ImageTable table, string reference, bool withRemoved)
    {
        var prefix = reference.StartsWith("sha256:", StringComparison.Ordinal) ? reference[7..] : reference;
        if (prefix.Length is 0 or > 64 || !prefix.All(char.IsAsciiHexDigitLower)) return null;
        var matches = table.Images.Values.Where(image => image.Id.AsSpan(7).StartsWith(prefix) && (withRemoved || !image.Removed)).Take(2).ToList();
        if (matches.Count == 2) throw new InvalidInputException($"Several image ids begin with '{prefix}'; give more characters of it.");
        return matches.FirstOrDefault();
    }

    private static ObjectNotFoundException NotFound(string reference, ImageReference? name)
    {
        var prefix = reference.StartsWith("sha256:", StringComparison.Ordinal) ? reference[7..] : reference;
        if (name is null && prefix.Length is > 0 and <= 64 && prefix.All(char.IsAsciiHexDigitLower))
            return new($"There is no image '{reference}' on this machine.");
        return new($"There is no image '{(name ?? ImageReference.Parse(reference)).Familiar}' on this machine.");
    }

    private static StoredImage? ByDigest(ImageTable table, ImageReference name) =>
        table.Digests.TryGetValue(name.WithDigest(name.Digest!).Canonical, out var id) ? table.Images[id] : table.Images.Values.FirstOrDefault(image =>
            !image.Removed && (image.Manifest.Digest == name.Digest || image.Id == name.Digest)
            && table.TagsOf(image.Id).Any(tag => ImageReference.Parse(tag).Repository == name.Repository));
}
