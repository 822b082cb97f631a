using System.Collections.Immutable;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>An image.</summary>
/// <param name="Id">Digest of its configuration.</param>
/// <param name="Manifest">Points at its manifest.</param>
/// <param name="Content">Its configuration.</param>
/// <param name="Blobs">Digests of all its content but the layers' extracted form.</param>
/// <param name="SizeBytes">Size of its extracted layers.</param>
/// <param name="Removed">Removed by force while stopped containers use it: not listed, kept for them.</param>
/// <param name="Fault">Why it cannot be used; null when it is whole.</param>
internal sealed record StoredImage(
    string Id, OciDescriptor Manifest, OciImage Content, ImmutableArray<string> Blobs, long SizeBytes, bool Removed = false, string? Fault = null)
{
    public DateTimeOffset CreatedAt => Content.Created ?? DateTimeOffset.UnixEpoch;

    public ImageConfiguration Configuration => (Content.Config ?? new()).ToConfiguration();
}

/// <summary>All images and names at one moment.</summary>
/// <param name="Images">Images by id.</param>
/// <param name="Tags">Image ids by canonical name with a tag.</param>
/// <param name="Digests">Image ids by canonical name with a digest: what they were pulled or pushed as.</param>
internal sealed record ImageTable(
    ImmutableDictionary<string, StoredImage> Images, ImmutableSortedDictionary<string, string> Tags, ImmutableSortedDictionary<string, string> Digests)
{
    private static readonly ImmutableSortedDictionary<string, string> NoNames = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static ImageTable Empty { get; } = new(ImmutableDictionary<string, StoredImage>.Empty, NoNames, NoNames);

    public IEnumerable<string> TagsOf(string id) => from tag in Tags where tag.Value == id select tag.Key;

    public IEnumerable<string> DigestsOf(string id) => from digest in Digests where digest.Value == id select digest.Key;

    /// <summary>Without a tag; digests of its repository go with the image's last tag there.</summary>
    public ImageTable Untagged(string tag)
    {
        var id = Tags[tag];
        var table = this with { Tags = Tags.Remove(tag) };
        var repository = ImageReference.Parse(tag).Repository;
        return table.TagsOf(id).Any(other => ImageReference.Parse(other).Repository == repository) ? table
            : table with { Digests = table.Digests.RemoveRange(table.DigestsOf(id).Where(digest => ImageReference.Parse(digest).Repository == repository).ToList()) };
    }
}
