namespace Panel.Engine.Contract;

/// <summary>A layer of an image.</summary>
/// <param name="DiffId">Digest of its unpacked tar, <c>sha256:…</c>.</param>
/// <param name="SizeBytes">Bytes of its files; 0 when the layer is missing.</param>
public sealed record ImageLayer(string DiffId, long SizeBytes)
{
    /// <summary>Digest of the tar as it came and goes, mostly compressed; empty when the layer is missing.</summary>
    public string BlobDigest { get; init; } = "";

    /// <summary>Bytes of that tar.</summary>
    public long BlobBytes { get; init; }

    /// <summary>How many other images have it.</summary>
    public int OtherImages { get; init; }
}

/// <summary>What of a layer is listed.</summary>
/// <param name="Layer">Its place in <see cref="ImageDetails.DiffIds"/>; 0 is the lowest.</param>
public sealed record LayerQuery(int Layer)
{
    /// <summary>Absolute path of the directory; symbolic links in it are not followed.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Lists all below the directory whose paths have this in them, whatever its case; null lists what is in the directory itself.</summary>
    public string? Search { get; init; }

    /// <summary>Most files that are answered.</summary>
    public int Limit { get; init; } = 10_000;
}

/// <summary>What a layer does to a directory.</summary>
/// <param name="Files">In the order of their paths, at most as many as were asked for.</param>
/// <param name="Found">How many there are of them.</param>
/// <param name="Below">All that the layer does in it, at any depth.</param>
/// <param name="SizeBytes">Bytes of the layer's files in it, at any depth.</param>
/// <param name="IsPartial">Whether there is more than was counted: it is too much, or nested too deeply.</param>
public sealed record LayerListing(IReadOnlyList<LayerFile> Files, int Found, LayerCounts Below, long SizeBytes, bool IsPartial);

/// <summary>How many paths a layer adds, changes and removes.</summary>
/// <param name="Added">The layers below do not have them.</param>
/// <param name="Modified">They take the place of what is below.</param>
/// <param name="Deleted">They are only below, and hidden from there on.</param>
public readonly record struct LayerCounts(int Added, int Modified, int Deleted)
{
    /// <summary>All of them.</summary>
    public int Total => Added + Modified + Deleted;
}

/// <summary>A path that a layer has or removes.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Change">What the layer does to it; null for a directory that only leads to something that changed.</param>
public sealed record LayerFile(string Path, FileChangeKind? Change)
{
    /// <summary>Kind and permission bits as in inode(7), st_mode; of a removed path, as it was.</summary>
    public int Mode { get; init; }

    /// <summary>Owner's number.</summary>
    public long UserId { get; init; }

    /// <summary>Group's number.</summary>
    public long GroupId { get; init; }

    /// <summary>Length of a file, or of the layer's files below a directory; of a removed path, what is hidden.</summary>
    public long SizeBytes { get; init; }

    /// <summary>When its content changed.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Where a symbolic link points; empty for all else.</summary>
    public string LinkTarget { get; init; } = "";

    /// <summary>Whether the directory hides all that the layers below have in it.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>What the layer does below a directory.</summary>
    public LayerCounts Below { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => (Mode & 0xF000) == 0x4000;
}
