using System.Collections.Immutable;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>An image.</summary>
/// <param name="Id">Digest of its configuration.</param>
/// <param name="Manifest">Points at its manifest.</param>
/// <param name="Content">Its configuration.</param>
/// <param name="Blobs">Digests of all its content but the layers' extracted form.</param>
/// <param name="LayerSizes">Bytes of its extracted layers, in the order of the diff ids.</param>
/// <param name="Removed">Removed by force while stopped containers use it: not listed, kept for them.</param>
/// <param name="Fault">Why it cannot be used; null when it is whole.</param>
internal sealed record StoredImage(
    string Id, OciDescriptor Manifest, OciImage Content, ImmutableArray<string> Blobs, ImmutableArray<long> LayerSizes, bool Removed = false, string? Fault = null)
{
    /// <summary>Id of the image that it was made from on this machine; null when it came from elsewhere.</summary>
    public string? ParentId { get; init; }

    /// <summary>Its manifest was made on this machine, so that no other one knows its digest.</summary>
    public bool HasOwnManifest { get; init; }

    /// <summary>What a newer version, or another program, noted about it in the index; kept as it is.</summary>
    public ImmutableArray<KeyValuePair<string, string>> OtherAnnotations { get; init; } = [];

    /// <summary>Its manifest or configuration could not be read, so that nobody knows which blobs and layers it has.</summary>
    public bool IsUnread => ReferenceEquals(Content, OciImage.Unknown);

    public long SizeBytes => LayerSizes.Sum();

    /// <summary>Its layers with their sizes, each once.</summary>
    public IEnumerable<(string DiffId, long Size)> Layers => Content.RootFilesystem.DiffIds.Zip(LayerSizes).Distinct();

    public DateTimeOffset CreatedAt => Content.Created ?? DateTimeOffset.UnixEpoch;

    /// <summary>An id as people read it.</summary>
    public static string Short(string id) => id.Length > 19 ? id[7..19] : id;

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

    /// <summary>How many images have each layer; also those that are kept for stopped containers only.</summary>
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
