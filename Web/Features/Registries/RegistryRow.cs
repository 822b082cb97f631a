namespace Panel.Web.Features.Registries;

/// <summary>A stored registry as pages see it: its password is not part of it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Address">As images name it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="UserName">Account; null for none.</param>
/// <param name="HasPassword">Whether a password is stored.</param>
/// <param name="CertificateAuthorities">Its authorities in PEM; null for the machine's only.</param>
/// <param name="IsDefault">Whether names without a registry are taken from it.</param>
public sealed record RegistryRow(int Id, string Address, string Name, string? UserName, bool HasPassword, string? CertificateAuthorities, bool IsDefault);
