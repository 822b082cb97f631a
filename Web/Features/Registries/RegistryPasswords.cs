using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Registries;

/// <summary>Encrypts registry passwords with the keys of the data root. A password can be decrypted for its own registry only.</summary>
public sealed class RegistryPasswords(IDataProtectionProvider protection)
{
    private const string Purpose = "Panel.Registries.Password.v1";

    /// <summary>Encrypts a password.</summary>
    public string Protect(string address, string password) => protection.CreateProtector(Purpose, address).Protect(password);

    /// <summary>Decrypts a password.</summary>
    /// <exception cref="ConflictException">It was encrypted with other keys, or for another registry.</exception>
    public string Open(string address, string protectedPassword)
    {
        try
        {
            return protection.CreateProtector(Purpose, address).Unprotect(protectedPassword);
        }
        catch (CryptographicException error)
        {
            throw new ConflictException($"The stored password of {address} cannot be decrypted with the keys of this data root; enter it again on the page Registries.", error);
        }
    }
}
