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

    /// <summary>Lists what a layer does to the layers below it: what it adds, changes and removes.</summary>
    /// <exception cref="ObjectNotFoundException">There is no image, no such layer, or the layer does nothing at the path.</exception>
    Task<LayerListing> ListLayerAsync(string reference, LayerQuery query, CancellationToken cancellationToken = default);

    /// <summary>Makes an image of one layer from a root file system as a tar stream (plain, gzip, zstd, xz or bzip2); nothing is listed before it is whole.</summary>
    /// <param name="rootFilesystem">The tar stream, read to its end.</param>
    /// <param name="repositoryTag">Name to give it, such as <c>busybox:latest</c>, moved from an image that has it; null for none.</param>
    /// <param name="configuration">What its containers start with.</param>
    /// <param name="comment">Text for its history.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    Task<ImageDetails> ImportAsync(Stream rootFilesystem, string? repositoryTag, ImageConfiguration configuration, string? comment = null, CancellationToken cancellationToken = default);

    /// <summary>Gets an image from its registry; it is listed once it is whole and verified, and nothing is left of one that fails.</summary>
    /// <param name="spec">What is pulled.</param>
    /// <param name="progress">Told of every layer, from any thread.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ObjectNotFoundException">The registry has none of that name, or none for the platform; the sentence says which there are.</exception>
    /// <exception cref="NotPermittedException">The registry refuses the account.</exception>
    Task<PulledImage> PullAsync(PullSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Gives an image to the registry that its name tells.</summary>
    /// <exception cref="NotPermittedException">The registry refuses the account.</exception>
    Task<PushedImage> PushAsync(PushSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Writes images as one tar that <c>docker load</c> reads, and that is an OCI image layout too.</summary>
    /// <param name="references">Names and ids; a repository without a tag stands for all its tags.</param>
    /// <param name="output">Where the tar goes; nothing is written before all are found.</param>
    /// <param name="cancellationToken">Cancels; the archive is cut off then.</param>
    Task SaveAsync(IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken = default);

    /// <summary>Takes the images of an archive: Docker's, an OCI image layout as a tar, or both; plain, gzip, zstd, xz or bzip2. Each is listed once it is whole and verified.</summary>
    /// <param name="archive">The stream, read to its end.</param>
    /// <param name="progress">Told of every layer, from any thread.</param>
    /// <param name="cancellationToken">Cancels; nothing is left of an image that is not whole.</param>
    /// <exception cref="InvalidInputException">It is no such archive, or not what its digests say.</exception>
    Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Gives an image one more name.</summary>
    Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a name, and the image with its unshared layers when it was the last; then images without a name that it was made from.
    /// An image that a container still needs after a forced removal of its last name stays without one.
    /// </summary>
    /// <param name="reference">A name, or an id for the image with its name.</param>
    /// <param name="force">Removes an image by its id with all its names, and from under stopped containers, which keep its layers.</param>
    /// <param name="keepParents">Leave the images without a name that it was made from.</param>
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

    /// <summary>What it was pulled or pushed as, such as <c>busybox@sha256:…</c>.</summary>
    public IReadOnlyList<string> RepositoryDigests { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Size of its extracted layers in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Bytes of its layers that other images have, too.</summary>
    public long SharedBytes { get; init; }

    /// <summary>Bytes of its layers that no other image has: what its removal frees.</summary>
    public long UniqueBytes { get; init; }

    /// <summary>Id of the image that it was made from on this machine; null when that is gone, or it came from elsewhere.</summary>
    public string? ParentId { get; init; }

    /// <summary>How many images of this machine were made from it.</summary>
    public int Children { get; init; }

    /// <summary>Whether it is there only for images that were made from it: it has no name of its own.</summary>
    public bool IsIntermediate => Children > 0 && RepositoryTags.Count == 0 && RepositoryDigests.Count == 0;

    /// <summary>How many containers use it.</summary>
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

    /// <summary>Which of the architecture's versions, such as v8; null when it does not say.</summary>
    public string? Variant { get; init; }

    /// <summary>Operating system, such as linux.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>What its containers start with.</summary>
    public required ImageConfiguration Configuration { get; init; }

    /// <summary>Diff ids of its layers, the lowest first.</summary>
    public required IReadOnlyList<string> DiffIds { get; init; }

    /// <summary>The layers, in the same order.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; init; } = [];

    /// <summary>Digest of its manifest, <c>sha256:…</c>.</summary>
    public string ManifestDigest { get; init; } = "";

    /// <summary>Who made it; null when it does not say.</summary>
    public string? Author { get; init; }

    /// <summary>How it was made, the oldest step first.</summary>
    public IReadOnlyList<ImageStep> History { get; init; } = [];
}

/// <summary>What an image's containers start with (OCI image specification, "config").</summary>
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

    /// <summary>ONBUILD: instructions for images that are built on this one.</summary>
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

/// <summary>A step of an image's making (OCI image specification, "history").</summary>
/// <param name="CreatedAt">When; null when it does not say.</param>
/// <param name="CreatedBy">What made it.</param>
/// <param name="Comment">Text for people.</param>
/// <param name="SizeBytes">Bytes of the layer that it made; 0 for a step without one.</param>
/// <param name="DiffId">Diff id of that layer; null for a step without one.</param>
public sealed record ImageStep(DateTimeOffset? CreatedAt, string CreatedBy, string Comment, long SizeBytes, string? DiffId = null);
