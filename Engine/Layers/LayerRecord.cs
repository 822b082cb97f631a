namespace Panel.Engine.Layers;

/// <summary>The record of a layer; stored beside its files, and only when the layer is complete.</summary>
public sealed record LayerRecord
{
    /// <summary>Media type of a layer's tar that is not compressed (OCI image specification, layer.md).</summary>
    public const string PlainTar = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>Digest of the layer's tar, not compressed.</summary>
    public required string DiffId { get; init; }

    /// <summary>Bytes of its files.</summary>
    public required long Size { get; init; }

    /// <summary>Files, directories, links and whiteouts.</summary>
    public required long Entries { get; init; }

    /// <summary>Digest of the tar in its received form. A layer that was made here has its diff id there, and its tar is written when somebody needs
    /// it (<see cref="LayerStore.WriteTarAsync"/>).</summary>
    public required string Blob { get; init; }

    /// <summary>Media type of that form.</summary>
    public required string MediaType { get; init; }

    /// <summary>Bytes of that form.</summary>
    public required long BlobSize { get; init; }

    /// <summary>Whether the tar in that form can be written again from the files.</summary>
    public bool IsMadeHere => Blob == DiffId;
}
