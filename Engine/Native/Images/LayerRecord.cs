namespace Panel.Engine.Native.Images;

/// <summary>The record of an extracted layer; stored beside it, and only when the layer is complete.</summary>
internal sealed record LayerRecord
{
    public required string DiffId { get; init; }

    /// <summary>Bytes of its files.</summary>
    public required long Size { get; init; }

    public required long Entries { get; init; }

    /// <summary>The tar in its received form, in the content store.</summary>
    public required string Blob { get; init; }

    public required string MediaType { get; init; }

    public required long BlobSize { get; init; }
}
