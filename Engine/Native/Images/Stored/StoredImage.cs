using System.Collections.Immutable;
using Panel.Engine.Contract;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images.Stored;

/// <summary>An image.</summary>
/// <param name="Id">Digest of its configuration.</param>
/// <param name="Manifest">The descriptor of its manifest.</param>
/// <param name="Content">Its configuration.</param>
/// <param name="Blobs">Digests of all its content, without the extracted layers.</param>
/// <param name="LayerSizes">Bytes of its extracted layers, in the order of the diff ids.</param>
/// <param name="Removed">Whether it was removed by force while stopped containers use it: it is not listed, and kept for them.</param>
/// <param name="Fault">Why it is unusable; null when it is complete.</param>
internal sealed record StoredImage(
    string Id, OciDescriptor Manifest, OciImage Content, ImmutableArray<string> Blobs, ImmutableArray<long> LayerSizes, bool Removed = false, string? Fault = null)
{
    /// <summary>Id of the local image from which it was made; null when it came from elsewhere.</summary>
    public string? ParentId { get; init; }

    /// <summary>Whether its manifest was created on this machine, so that no other machine knows its digest.</summary>
    public bool HasOwnManifest { get; init; }

    /// <summary>Annotations of a newer version or another program in the index; kept unchanged.</summary>
    public ImmutableArray<KeyValuePair<string, string>> OtherAnnotations { get; init; } = [];

    /// <summary>Whether its manifest or configuration could not be read, so that its blobs and layers are unknown.</summary>
    public bool IsUnread => ReferenceEquals(Content, OciImage.Unknown);

    public long SizeBytes => LayerSizes.Sum();

    /// <summary>Its layers with their sizes, each only once.</summary>
    public IEnumerable<(string DiffId, long Size)> Layers => Content.RootFilesystem.DiffIds.Zip(LayerSizes).Distinct();

    public DateTimeOffset CreatedAt => Content.Created ?? DateTimeOffset.UnixEpoch;

    /// <summary>An id for people.</summary>
    public static string Short(string id) => id.Length > 19 ? id[7..19] : id;

    public ImageConfiguration Configuration => (Content.Config ?? new()).ToConfiguration();
}

/// <summary>All images and names at one point in time.</summary>
/// <param name="Images">Images by id.</param>
/// <param name="Tags">Image ids by canonical name with a tag.</param>
/// <param name="Digests">Image ids by canonical name with a digest: the names of their pulls and pushes.</param>
internal sealed record ImageTable(
    ImmutableDictionary<string, StoredImage> Images, ImmutableSortedDictionary<string, string> Tags, ImmutableSortedDictionary<string, string> Digests)
{
    private static readonly ImmutableSortedDictionary<string, string> NoNames = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static ImageTable Empty { get; } = new(ImmutableDictionary<string, StoredImage>.Empty, NoNames, NoNames);

    public IEnumerable<string> TagsOf(string id) => from tag in Tags where tag.Value == id select tag.Key;

    public IEnumerable<string> DigestsOf(string id) => from digest in Digests where digest.Value == id select digest.Key;

    /// <summary>The number of images with each layer, including images that are kept for stopped containers only.</summary>
    public Dictionary<string, int> LayerUse()
    {
        Dictionary<string, int> use = [];
        foreach (var diffId in Images.Values.SelectMany(image => image.Layers).Select(layer => layer.DiffId)) use[diffId] = use.GetValueOrDefault(diffId) + 1;
        return use;
    }

    /// <summary>Names with a tag, then those with a digest.</summary>
    public IEnumerable<string> NamesOf(string id) => TagsOf(id).Concat(DigestsOf(id));

    /// <summary>Images that were made from it on this machine.</summary>
    public IEnumerable<StoredImage> ChildrenOf(string id) => Images.Values.Where(image => image.ParentId == id && !image.Removed);
}
