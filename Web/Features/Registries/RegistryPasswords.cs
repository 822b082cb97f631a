using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Registries;

/// <summary>Encrypts the passwords of registries with the keys of the data root. One can be opened for its own registry only.</summary>
public sealed class RegistryPasswords(IDataProtectionProvider protection)
{
    private const string Purpose = "Panel.Registries.Password.v1";

    /// <summary>Encrypts one.</summary>
    public string Protect(string address, string password) => protection.CreateProtector(Purpose, address).Protect(password);

    /// <summary>Opens one.</summary>
    /// <exception cref="ConflictException">It was encrypted with other keys, or for another registry.</exception>
    public string Open(string address, string protectedPassword)
    {
        try
        {
            return protection.CreateProtector(Purpose, address).Unprotect(protectedPassword);
        }
        catch (CryptographicException error)
        {
            throw new ConflictException($"The stored password of {address} cannot be opened with the keys of this data root; enter it again on the page of registries.", error);
        }
    }
}
