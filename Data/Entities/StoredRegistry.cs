namespace Panel.Data;

/// <summary>A panel's registry, with its account.</summary>
/// <remarks>It belongs to one panel, even if several share a PostgreSQL: only that panel can open its password.</remarks>
public sealed class StoredRegistry
{
    /// <summary>Its number.</summary>
    public int Id { get; set; }

    /// <summary>Identity of its panel.</summary>
    public required string Panel { get; set; }

    /// <summary>The address in image names, such as <c>docker.io</c> or <c>registry.example:5000</c>; it never changes, because the
    /// password belongs to it.</summary>
    public required string Address { get; set; }

    /// <summary>The name for people.</summary>
    public required string Name { get; set; }

    /// <summary>Account; null if there is none.</summary>
    public string? UserName { get; set; }

    /// <summary>Number of the secret with the account's password or token; null if there is none.</summary>
    public int? PasswordId { get; set; }

    /// <summary>The account's password or token; loaded only on request.</summary>
    public StoredSecret? Password { get; set; }

    /// <summary>Certificates of its authorities in PEM; null for the machine's only.</summary>
    public string? CertificateAuthorities { get; set; }

    /// <summary>Whether it is the panel's default for names without a registry; at most one is.</summary>
    public bool IsDefault { get; set; }

    /// <summary>When it was added, UTC.</summary>
    public DateTime CreatedAt { get; set; }
}
