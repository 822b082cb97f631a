using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Registries;

/// <summary>The form for a registry.</summary>
public sealed class RegistryForm
{
    private const int MostName = 100;
    private const int MostUserName = 256;
    private const int MostPassword = 16 * 1024;
    private const int MostAuthorities = 256 * 1024;

    public string Address { get; set; } = "";

    public string Name { get; set; } = "";

    public string UserName { get; set; } = "";

    /// <summary>Empty keeps a stored password.</summary>
    public string Password { get; set; } = "";

    public string CertificateAuthorities { get; set; } = "";

    public bool IsDefault { get; set; }

    /// <summary>Creates the form of a stored registry; it does not contain the password.</summary>
    public static RegistryForm Of(RegistryRow row) => new()
    {
        Address = row.Address,
        Name = row.Name,
        UserName = row.UserName ?? "",
        CertificateAuthorities = row.CertificateAuthorities ?? "",
        IsDefault = row.IsDefault,
    };

    /// <summary>Checks what only people can correct.</summary>
    /// <param name="hasPassword">Whether a password is already stored.</param>
    /// <exception cref="InvalidInputException">Says what is wrong at which field.</exception>
    public void Check(bool hasPassword)
    {
        if (Name.Trim().Length > MostName) throw new InvalidInputException($"A name has {MostName} characters at most.", nameof(Name));
        if (UserName.Trim().Length > MostUserName) throw new InvalidInputException($"A user name has {MostUserName} characters at most.", nameof(UserName));
        // A colon would end the user name when it is sent (RFC 7617, 2).
        if (UserName.Contains(':', StringComparison.Ordinal) || UserName.Trim().Any(char.IsControl)) throw new InvalidInputException("A user name has no colon and no control characters.", nameof(UserName));
        if (Password.Length > MostPassword) throw new InvalidInputException($"A password has {MostPassword} characters at most.", nameof(Password));
        if (UserName.Trim().Length == 0 && Password.Length > 0) throw new InvalidInputException("A password needs its user name; registries that take a token alone say which name goes with it.", nameof(UserName));
        if (UserName.Trim().Length > 0 && Password.Length == 0 && !hasPassword) throw new InvalidInputException("Enter the password or token of this account.", nameof(Password));
        CheckAuthorities();
    }

    private void CheckAuthorities()
    {
        if (string.IsNullOrWhiteSpace(CertificateAuthorities)) return;
        if (CertificateAuthorities.Length > MostAuthorities) throw Wrong($"They are longer than {MostAuthorities} characters");
        if (CertificateAuthorities.Contains("PRIVATE KEY", StringComparison.Ordinal)) throw Wrong("A private key does not belong here");
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(CertificateAuthorities);
            if (certificates.Count == 0) throw Wrong("There is no certificate in it");
        }
        catch (CryptographicException error)
        {
            throw Wrong("It cannot be read", error);
        }
        finally
        {
            foreach (var certificate in certificates) certificate.Dispose();
        }
    }

    private static InvalidInputException Wrong(string what, Exception? inner = null) =>
        new($"{what}; paste certificates in PEM, each from '-----BEGIN CERTIFICATE-----' to '-----END CERTIFICATE-----'.", nameof(CertificateAuthorities), inner);
}
