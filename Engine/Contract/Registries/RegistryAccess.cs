namespace Panel.Engine.Contract;

/// <summary>How one registry is spoken with. Never logged and never part of an error.</summary>
public sealed record RegistryAccess
{
    /// <summary>Without an account, and with the machine's own trust.</summary>
    public static RegistryAccess Anonymous { get; } = new();

    /// <summary>Account; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Its password or access token.</summary>
    public string? Password { get; init; }

    /// <summary>A refresh token that stands for account and password (OAuth 2).</summary>
    public string? IdentityToken { get; init; }

    /// <summary>A bearer token to send as it is.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>Take any certificate, and plain HTTP where there is no TLS.</summary>
    public bool Insecure { get; init; }

    /// <summary>Certificates of authorities in PEM, trusted beside the machine's; null for none.</summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>Whether it says who asks.</summary>
    public bool HasAccount => !string.IsNullOrEmpty(UserName) || !string.IsNullOrEmpty(IdentityToken) || !string.IsNullOrEmpty(RegistryToken);

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"RegistryAccess {{ UserName = {UserName}, Insecure = {Insecure} }}";
}
