namespace Panel.Engine.Contract;

/// <summary>A layer of an image.</summary>
/// <param name="DiffId">Digest of its unpacked tar, <c>sha256:…</c>.</param>
/// <param name="SizeBytes">Bytes of its files; 0 when the layer is missing.</param>
public sealed record ImageLayer(string DiffId, long SizeBytes)
{
    /// <summary>Digest of the tar in its transferred form, usually compressed; empty when the layer is missing.</summary>
    public string BlobDigest { get; init; } = "";

    /// <summary>Bytes of that tar.</summary>
    public long BlobBytes { get; init; }

    /// <summary>The number of other images with this layer.</summary>
    public int OtherImages { get; init; }
}

/// <summary>Selects files of a layer.</summary>
/// <param name="Layer">Its index in <see cref="ImageDetails.DiffIds"/>; 0 is the lowest.</param>
public sealed record LayerQuery(int Layer)
{
    /// <summary>Absolute path of the directory; symbolic links in it are not followed.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Lists everything below the directory with this text in its path, in any case; null lists only the directory itself.</summary>
    public string? Search { get; init; }

    /// <summary>The most files in the answer.</summary>
    public int Limit { get; init; } = 10_000;
}

/// <summary>A layer's changes in a directory.</summary>
/// <param name="Files">The files, sorted by path, up to the limit.</param>
/// <param name="Found">Their number without the limit.</param>
/// <param name="Below">All the layer's changes in the directory, at any depth.</param>
/// <param name="SizeBytes">Bytes of the layer's files in it, at any depth.</param>
/// <param name="IsPartial">Whether the count is incomplete, because there are too many files or they are nested too deeply.</param>
public sealed record LayerListing(IReadOnlyList<LayerFile> Files, int Found, LayerCounts Below, long SizeBytes, bool IsPartial);

/// <summary>The number of paths that a layer adds, changes and removes.</summary>
/// <param name="Added">Paths that the layers below do not have.</param>
/// <param name="Modified">Paths that replace those below.</param>
/// <param name="Deleted">Paths that only the layers below have and that this layer hides.</param>
public readonly record struct LayerCounts(int Added, int Modified, int Deleted)
{
    /// <summary>All of them.</summary>
    public int Total => Added + Modified + Deleted;
}

/// <summary>A path that a layer contains or removes.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Change">The layer's change to it; null for a directory that only leads to a change.</param>
public sealed record LayerFile(string Path, FileChangeKind? Change)
{
    /// <summary>Type and permission bits as in inode(7), st_mode; for a removed path, its former ones.</summary>
    public int Mode { get; init; }

    /// <summary>Owner's number.</summary>
    public long UserId { get; init; }

    /// <summary>Group's number.</summary>
    public long GroupId { get; init; }

    /// <summary>Length of a file, or of the layer's files below a directory; for a removed path, the hidden bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>When its content changed.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Target of a symbolic link; empty for everything else.</summary>
    public string LinkTarget { get; init; } = "";

    /// <summary>Whether the directory hides everything that the layers below have in it.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>The layer's changes below a directory.</summary>
    public LayerCounts Below { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => (Mode & 0xF000) == 0x4000;
}
