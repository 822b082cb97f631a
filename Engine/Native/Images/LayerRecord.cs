namespace Panel.Engine.Native.Images;

/// <summary>What is known of an extracted layer; written beside it, and only when it is whole.</summary>
internal sealed record LayerRecord
{
    public required string DiffId { get; init; }

    /// <summary>Bytes of its files.</summary>
    public required long Size { get; init; }

    public required long Entries { get; init; }

    /// <summary>The tar as it came, in the content store.</summary>
    public required string Blob { get; init; }

    public required string MediaType { get; init; }

    public required long BlobSize { get; init; }
}
