namespace Panel.Engine.Layers.Tar;

/// <summary>The limits of a layer; a larger one is refused, and nothing of it stays.</summary>
public sealed record LayerLimits
{
    /// <summary>Files, directories and links.</summary>
    public long MaxEntries { get; init; } = 4_000_000;

    /// <summary>Bytes of the tar stream, unpacked.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Bytes of one entry's extended header (long names and attributes).</summary>
    public int MaxExtendedHeaderBytes { get; init; } = 1 << 20;
}

/// <summary>An extracted layer.</summary>
/// <param name="DiffId">Digest of the unpacked tar stream, <c>sha256:…</c>.</param>
/// <param name="TarBytes">Length of that stream.</param>
/// <param name="ContentBytes">Bytes of the files in it.</param>
/// <param name="Entries">The number of its entries.</param>
public sealed record ExtractedLayer(string DiffId, long TarBytes, long ContentBytes, long Entries);
