namespace Panel.Data;

/// <summary>A password, token or key that the panel uses for somebody, encrypted.</summary>
/// <remarks>It belongs to one panel, even if several share a PostgreSQL: only that panel's keys can decrypt it.</remarks>
public sealed class StoredSecret
{
    /// <summary>Its number.</summary>
    public int Id { get; set; }

    /// <summary>Identity of its panel.</summary>
    public required string Panel { get; set; }

    /// <summary>What it is for, such as <c>registry</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>What it belongs to, such as the registry's address; the encryption is bound to it.</summary>
    public required string Name { get; set; }

    /// <summary>The encrypted value.</summary>
    public required string Ciphertext { get; set; }

    /// <summary>When the value was set, UTC.</summary>
    public DateTime ChangedAt { get; set; }
}
