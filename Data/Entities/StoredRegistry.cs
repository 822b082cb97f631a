namespace Panel.Data;

/// <summary>A registry that a panel knows, with its account.</summary>
/// <remarks>It belongs to one panel, even where several share a PostgreSQL: only that panel's keys open its password.</remarks>
public sealed class StoredRegistry
{
    /// <summary>Its number.</summary>
    public int Id { get; set; }

    /// <summary>Identity of the panel that it belongs to.</summary>
    public required string Panel { get; set; }

    /// <summary>As images name it, such as <c>docker.io</c> or <c>registry.example:5000</c>; never changed, because the password was given for it.</summary>
    public required string Address { get; set; }

    /// <summary>What people call it.</summary>
    public required string Name { get; set; }

    /// <summary>Account; null for none.</summary>
    public string? UserName { get; set; }

    /// <summary>The account's password or token, encrypted; null for none.</summary>
    public string? ProtectedPassword { get; set; }

    /// <summary>Certificates of its authorities in PEM; null for the machine's only.</summary>
    public string? CertificateAuthorities { get; set; }

    /// <summary>Whether names without a registry are taken from it where the panel asks for one; at most one is.</summary>
    public bool IsDefault { get; set; }

    /// <summary>When it was added, UTC.</summary>
    public DateTime CreatedAt { get; set; }
}
