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
internal sealed record ImageTable(ImmutableDictionary<string, StoredImage> Images, ImmutableSortedDictionary<string, string> Tags)
{
    public static ImageTable Empty { get; } = new(ImmutableDictionary<string, StoredImage>.Empty, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    public IEnumerable<string> TagsOf(string id) => from tag in Tags where tag.Value == id select tag.Key;
}
