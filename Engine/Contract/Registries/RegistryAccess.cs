namespace Panel.Engine.Contract;

/// <summary>The access to one registry. Never logged and never part of an error.</summary>
public sealed record RegistryAccess
{
    /// <summary>Without an account, trusting the machine's authorities.</summary>
    public static RegistryAccess Anonymous { get; } = new();

    /// <summary>Account; null if there is none.</summary>
    public string? UserName { get; init; }

    /// <summary>Its password or access token.</summary>
    public string? Password { get; init; }

    /// <summary>A refresh token in place of account and password (OAuth 2).</summary>
    public string? IdentityToken { get; init; }

    /// <summary>A bearer token, sent unchanged.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>Accepts any certificate, and plain HTTP where there is no TLS.</summary>
    public bool Insecure { get; init; }

    /// <summary>Certificates of authorities in PEM, trusted in addition to the machine's; null for none.</summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>Whether it has an account.</summary>
    public bool HasAccount => !string.IsNullOrEmpty(UserName) || !string.IsNullOrEmpty(IdentityToken) || !string.IsNullOrEmpty(RegistryToken);

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"RegistryAccess {{ UserName = {UserName}, Insecure = {Insecure} }}";
}
