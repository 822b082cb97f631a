using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Panel.Engine.Contract;
using Panel.Web.Configuration;

namespace Panel.Web.Secrets;

/// <summary>The panel's secrets: rows of the database, encrypted and authenticated with the keys in the data root, each bound to its kind
/// and name (ADR 0032). A value leaves this class only for the program or the server that it is for.</summary>
public sealed class SecretStore(IDataProtectionProvider protection, PanelIdentity panel, TimeProvider time)
{
    /// <summary>Most characters of a secret.</summary>
    public const int MostCharacters = 64 * 1024;

    /// <summary>The row for a new secret; the caller saves it together with the row that refers to it.</summary>
    /// <exception cref="InvalidInputException">The value is empty or too long.</exception>
    public StoredSecret Create(SecretKind kind, string name, SecretValue value) =>
        new() { Panel = panel.Id, Kind = kind.Name, Name = name, Ciphertext = Protect(kind, name, value), ChangedAt = Now };

    /// <summary>Replaces the value of a row; the caller saves it.</summary>
    /// <exception cref="InvalidInputException">The value is empty or too long.</exception>
    public void Replace(StoredSecret secret, SecretKind kind, SecretValue value) =>
        (secret.Ciphertext, secret.ChangedAt) = (Protect(kind, secret.Name, value), Now);

    /// <summary>Opens a secret.</summary>
    /// <param name="secret">The row.</param>
    /// <param name="kind">What it is opened for.</param>
    /// <param name="name">What it belongs to: that of the caller's own row, not of the secret's, so that a reference to another secret opens
    /// nothing.</param>
    /// <exception cref="ConflictException">It was encrypted with keys that this data root does not have, or for something else. The row stays
    /// as it is, and opens again once the keys are back.</exception>
    public SecretValue Open(StoredSecret secret, SecretKind kind, string name)
    {
        try
        {
            return new SecretValue(Protector(kind, name).Unprotect(secret.Ciphertext));
        }
        catch (CryptographicException error)
        {
            throw new ConflictException(
                $"The stored {kind.Label} of {name} cannot be decrypted with the keys of this data root; "
                + $"restore its folder keys from a backup, or {kind.Remedy}.",
                error);
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private string Protect(SecretKind kind, string name, SecretValue value) => value.Reveal() switch
    {
        "" => throw new InvalidInputException($"The {kind.Label} of {name} is empty; enter one, or store none."),
        { Length: > MostCharacters } => throw new InvalidInputException($"The {kind.Label} of {name} is longer than {MostCharacters} characters."),
        var text => Protector(kind, name).Protect(text),
    };

    private IDataProtector Protector(SecretKind kind, string name) => protection.CreateProtector(kind.Purpose, name);
}
