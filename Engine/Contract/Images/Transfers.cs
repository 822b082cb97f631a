namespace Panel.Engine.Contract;

/// <summary>What is pulled.</summary>
/// <param name="Reference">Name with a tag or digest; without both the tag is latest.</param>
public sealed record PullSpec(string Reference)
{
    /// <summary>Such as <c>linux/arm64</c>; null is this machine's.</summary>
    public string? Platform { get; init; }

    /// <summary>How the registry is spoken with.</summary>
    public RegistryAccess Access { get; init; } = RegistryAccess.Anonymous;
}

/// <summary>What is pushed.</summary>
/// <param name="Reference">A name of an image of this machine, with its registry.</param>
public sealed record PushSpec(string Reference)
{
    /// <summary>How the registry is spoken with.</summary>
    public RegistryAccess Access { get; init; } = RegistryAccess.Anonymous;
}

/// <summary>An image that was pulled.</summary>
/// <param name="Image">The image.</param>
/// <param name="Digest">What the name stood for in the registry: a manifest or an index of them.</param>
/// <param name="Changed">Whether the name, or the image, was not there before.</param>
public sealed record PulledImage(ImageDetails Image, string Digest, bool Changed);

/// <summary>An image that was pushed.</summary>
/// <param name="Tag">Its tag in the registry.</param>
/// <param name="Digest">Digest of its manifest.</param>
/// <param name="SizeBytes">Length of the manifest.</param>
public sealed record PushedImage(string Tag, string Digest, long SizeBytes);

/// <summary>An image that was loaded from an archive.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Names">The names that the archive gave it; empty for none.</param>
public sealed record LoadedImage(string Id, IReadOnlyList<string> Names);

/// <summary>How far a layer is on its way.</summary>
public enum TransferStage
{
    /// <summary>The manifest is known; no layer is named.</summary>
    Found,

    /// <summary>It waits for its turn.</summary>
    Waiting,

    /// <summary>It is here already.</summary>
    Present,

    /// <summary>It is downloaded, and unpacked as it comes.</summary>
    Downloading,

    /// <summary>It waits to try again after a failure.</summary>
    Retrying,

    /// <summary>Its digests are compared.</summary>
    Verifying,

    /// <summary>It is whole and is written out.</summary>
    Extracting,

    /// <summary>It is done.</summary>
    Complete,

    /// <summary>It was made here and is compressed before it is uploaded.</summary>
    Compressing,

    /// <summary>It is uploaded.</summary>
    Pushing,

    /// <summary>The registry has it already.</summary>
    PresentThere,

    /// <summary>The registry took it from another of its repositories.</summary>
    Mounted,

    /// <summary>It was uploaded.</summary>
    Pushed,
}

/// <summary>A record of the progress of one layer, or of the whole when none is named.</summary>
/// <param name="Layer">Digest of the layer's blob (pull) or its diff id (push), <c>sha256:…</c>; null for the whole.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="CurrentBytes">Bytes that are through.</param>
/// <param name="TotalBytes">All its bytes.</param>
/// <param name="Note">The repository of <see cref="TransferStage.Found"/> and <see cref="TransferStage.Mounted"/>, the fault of <see cref="TransferStage.Retrying"/>.</param>
public sealed record TransferProgress(string? Layer, TransferStage Stage, long CurrentBytes = 0, long TotalBytes = 0, string? Note = null);

/// <summary>What stages have in common.</summary>
public static class TransferStages
{
    /// <summary>Whether bytes are counted as they go through.</summary>
    public static bool CountsBytes(this TransferStage stage) => stage is TransferStage.Downloading or TransferStage.Compressing or TransferStage.Pushing;
}
