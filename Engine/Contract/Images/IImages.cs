namespace Panel.Engine.Contract;

/// <summary>Images in the local store. <c>reference</c> is <c>repository[:tag]</c>, an id or a unique prefix of one.</summary>
public interface IImages
{
    /// <summary>Lists images, newest first.</summary>
    Task<IReadOnlyList<ImageSummary>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Everything about one image.</summary>
    Task<ImageDetails> InspectAsync(string reference, CancellationToken cancellationToken = default);

    /// <summary>Bytes of the layers of all images, each counted once.</summary>
    Task<long> GetLayersSizeAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists what a layer adds, changes and removes.</summary>
    /// <exception cref="ObjectNotFoundException">There is no image, no such layer, or the layer does nothing at the path.</exception>
    Task<LayerListing> ListLayerAsync(string reference, LayerQuery query, CancellationToken cancellationToken = default);

    /// <summary>Creates an image with one layer from a root file system as a tar stream (plain, gzip, zstd, xz or bzip2); it is listed only
    /// when it is complete.</summary>
    /// <param name="rootFilesystem">The tar stream, read to its end.</param>
    /// <param name="repositoryTag">Its name, such as <c>busybox:latest</c>, taken from an image that has it; null for none.</param>
    /// <param name="configuration">The configuration of its containers.</param>
    /// <param name="comment">Text for its history.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    Task<ImageDetails> ImportAsync(Stream rootFilesystem, string? repositoryTag, ImageConfiguration configuration, string? comment = null, CancellationToken cancellationToken = default);

    /// <summary>Pulls an image from its registry. It is listed once it is complete and verified; a failed pull leaves nothing behind.</summary>
    /// <param name="spec">What to pull.</param>
    /// <param name="progress">Receives progress for every layer, from any thread.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ObjectNotFoundException">The registry has none with that name, or none for the platform; the sentence lists the available
    /// ones.</exception>
    /// <exception cref="NotPermittedException">The registry refuses the account.</exception>
    Task<PulledImage> PullAsync(PullSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Pushes an image to the registry in its name.</summary>
    /// <exception cref="NotPermittedException">The registry refuses the account.</exception>
    Task<PushedImage> PushAsync(PushSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Writes images as one tar, which <c>docker load</c> can read and which is also an OCI image layout.</summary>
    /// <param name="references">Names and ids; a repository without a tag means all its tags.</param>
    /// <param name="output">The stream for the tar; nothing is written before all images are found.</param>
    /// <param name="cancellationToken">Cancels; the archive is then cut off.</param>
    Task SaveAsync(IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken = default);

    /// <summary>Loads the images of an archive: Docker's, an OCI image layout as a tar, or both; plain, gzip, zstd, xz or bzip2. Each image
    /// is listed once it is complete and verified.</summary>
    /// <param name="archive">The stream, read to its end.</param>
    /// <param name="progress">Receives progress for every layer, from any thread.</param>
    /// <param name="cancellationToken">Cancels; nothing remains of an incomplete image.</param>
    /// <exception cref="InvalidInputException">It is not such an archive, or does not match its digests.</exception>
    Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a name to an image.</summary>
    Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken = default);

    /// <summary>Removes a name. With the last name, it also removes the image with its unshared layers, and then the unnamed images from
    /// which it was made. An image that a container still needs after a forced removal of its last name stays without a name.</summary>
    /// <param name="reference">A name, or an id for the image with its name.</param>
    /// <param name="force">Removes an image by its id with all its names, even if stopped containers use it; they keep its layers.</param>
    /// <param name="keepParents">Keeps the unnamed images from which it was made.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ObjectInUseException">A container uses it, or an image was made from it.</exception>
    /// <exception cref="ConflictException">It has several names and was given by its id.</exception>
    Task<ImageRemoval> RemoveAsync(string reference, bool force = false, bool keepParents = false, CancellationToken cancellationToken = default);
}

/// <summary>A row of the image list.</summary>
public sealed record ImageSummary
{
    /// <summary>Digest of the configuration, <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Names, such as <c>busybox:latest</c>; empty for a dangling image.</summary>
    public IReadOnlyList<string> RepositoryTags { get; init; } = [];

    /// <summary>The names with digest under which it was pulled or pushed, such as <c>busybox@sha256:…</c>.</summary>
    public IReadOnlyList<string> RepositoryDigests { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Size of its extracted layers in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Bytes of its layers that other images share.</summary>
    public long SharedBytes { get; init; }

    /// <summary>Bytes of its layers that no other image has; its removal frees them.</summary>
    public long UniqueBytes { get; init; }

    /// <summary>Id of the local image from which it was made; null when that is gone, or the image came from elsewhere.</summary>
    public string? ParentId { get; init; }

    /// <summary>The number of local images made from it.</summary>
    public int Children { get; init; }

    /// <summary>Whether only its child images need it, because it has no name.</summary>
    public bool IsIntermediate => Children > 0 && RepositoryTags.Count == 0 && RepositoryDigests.Count == 0;

    /// <summary>The number of containers that use it.</summary>
    public int Containers { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>Everything about one image.</summary>
public sealed record ImageDetails
{
    /// <summary>The row of the list.</summary>
    public required ImageSummary Summary { get; init; }

    /// <summary>CPU architecture in Go's words, such as amd64.</summary>
    public required string Architecture { get; init; }

    /// <summary>Version of the architecture, such as v8; null if the image does not say.</summary>
    public string? Variant { get; init; }

    /// <summary>Operating system, such as linux.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The configuration of its containers.</summary>
    public required ImageConfiguration Configuration { get; init; }

    /// <summary>Diff ids of its layers, lowest first.</summary>
    public required IReadOnlyList<string> DiffIds { get; init; }

    /// <summary>The layers, in the same order.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; init; } = [];

    /// <summary>Digest of its manifest, <c>sha256:…</c>.</summary>
    public string ManifestDigest { get; init; } = "";

    /// <summary>The author; null if the image does not say.</summary>
    public string? Author { get; init; }

    /// <summary>Its history, oldest step first.</summary>
    public IReadOnlyList<ImageStep> History { get; init; } = [];
}

/// <summary>The configuration of an image's containers (OCI image specification, "config").</summary>
public sealed record ImageConfiguration
{
    /// <summary>User; null or empty is root.</summary>
    public string? User { get; init; }

    /// <summary>Exposed ports as <c>80/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Variables as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>ENTRYPOINT; null for none.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>CMD; null for none.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Paths that become anonymous volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>SHELL, for the instructions of a build; null is /bin/sh -c.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>ONBUILD: instructions for images built on this one.</summary>
    public IReadOnlyList<string> OnBuild { get; init; } = [];

    /// <summary>Working directory; null or empty is the root.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Stop signal; null is SIGTERM.</summary>
    public string? StopSignal { get; init; }

    /// <summary>HEALTHCHECK; null for none.</summary>
    public HealthCheck? HealthCheck { get; set; }
}

/// <summary>A step of an image's history (OCI image specification, "history").</summary>
/// <param name="CreatedAt">The time; null if the image does not say.</param>
/// <param name="CreatedBy">The instruction.</param>
/// <param name="Comment">Text for people.</param>
/// <param name="SizeBytes">Bytes of its layer; 0 for a step without one.</param>
/// <param name="DiffId">Diff id of its layer; null for a step without one.</param>
public sealed record ImageStep(DateTimeOffset? CreatedAt, string CreatedBy, string Comment, long SizeBytes, string? DiffId = null);
