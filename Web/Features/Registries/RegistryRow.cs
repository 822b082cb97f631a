namespace Panel.Web.Features.Registries;

/// <summary>A stored registry for pages, without its password.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Address">The address as in image names.</param>
/// <param name="Name">The name for people.</param>
/// <param name="UserName">Account; null if there is none.</param>
/// <param name="HasPassword">Whether a password is stored.</param>
/// <param name="CertificateAuthorities">Its authorities in PEM; null for the machine's only.</param>
/// <param name="IsDefault">Whether names without a registry belong to it.</param>
public sealed record RegistryRow(int Id, string Address, string Name, string? UserName, bool HasPassword, string? CertificateAuthorities, bool IsDefault);
