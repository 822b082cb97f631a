namespace Panel.Engine.Contract;

/// <summary>The image to pull.</summary>
/// <param name="Reference">Name with a tag or digest; without either, the tag is latest.</param>
public sealed record PullSpec(string Reference)
{
    /// <summary>Such as <c>linux/arm64</c>; null means this machine's.</summary>
    public string? Platform { get; init; }

    /// <summary>The access to the registry.</summary>
    public RegistryAccess Access { get; init; } = RegistryAccess.Anonymous;
}

/// <summary>The image to push.</summary>
/// <param name="Reference">A name of a local image, with its registry.</param>
public sealed record PushSpec(string Reference)
{
    /// <summary>The access to the registry.</summary>
    public RegistryAccess Access { get; init; } = RegistryAccess.Anonymous;
}

/// <summary>A pulled image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Digest">The digest behind the name in the registry: of a manifest or an index of manifests.</param>
/// <param name="Changed">Whether the name or the image is new.</param>
public sealed record PulledImage(ImageDetails Image, string Digest, bool Changed);

/// <summary>A pushed image.</summary>
/// <param name="Tag">Its tag in the registry.</param>
/// <param name="Digest">Digest of its manifest.</param>
/// <param name="SizeBytes">Length of the manifest.</param>
public sealed record PushedImage(string Tag, string Digest, long SizeBytes);

/// <summary>An image loaded from an archive.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Names">Its names in the archive; empty for none.</param>
public sealed record LoadedImage(string Id, IReadOnlyList<string> Names);

/// <summary>The stage of a layer's transfer.</summary>
public enum TransferStage
{
    /// <summary>The manifest is known; this stage concerns no layer.</summary>
    Found,

    /// <summary>It waits for its turn.</summary>
    Waiting,

    /// <summary>It is already here.</summary>
    Present,

    /// <summary>It is downloaded and unpacked at the same time.</summary>
    Downloading,

    /// <summary>It waits to try again after a failure.</summary>
    Retrying,

    /// <summary>Its digests are compared.</summary>
    Verifying,

    /// <summary>It is complete and is written to the disk.</summary>
    Extracting,

    /// <summary>It is done.</summary>
    Complete,

    /// <summary>It was created here and is compressed before the upload.</summary>
    Compressing,

    /// <summary>It is being uploaded.</summary>
    Pushing,

    /// <summary>The registry already has it.</summary>
    PresentThere,

    /// <summary>The registry took it from another of its repositories.</summary>
    Mounted,

    /// <summary>It was uploaded.</summary>
    Pushed,
}

/// <summary>Progress of one layer, or of the whole transfer when no layer is named.</summary>
/// <param name="Layer">Digest of the layer's blob (pull) or its diff id (push), <c>sha256:…</c>; null for the whole.</param>
/// <param name="Stage">The stage.</param>
/// <param name="CurrentBytes">Bytes transferred so far.</param>
/// <param name="TotalBytes">Bytes in total.</param>
/// <param name="Note">The repository of <see cref="TransferStage.Found"/> and <see cref="TransferStage.Mounted"/>, the fault of <see cref="TransferStage.Retrying"/>.</param>
public sealed record TransferProgress(string? Layer, TransferStage Stage, long CurrentBytes = 0, long TotalBytes = 0, string? Note = null);

/// <summary>Properties of stages.</summary>
public static class TransferStages
{
    /// <summary>Whether the stage counts bytes.</summary>
    public static bool CountsBytes(this TransferStage stage) => stage is TransferStage.Downloading or TransferStage.Compressing or TransferStage.Pushing;
}
