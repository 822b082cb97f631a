using Microsoft.AspNetCore.Identity;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Users;

internal static class IdentityResults
{
    /// <summary>Converts Identity's error to the panel's, with its field.</summary>
    public static void ThrowIfRefused(this IdentityResult result, string userName)
    {
        if (result.Succeeded) return;
        var error = result.Errors.First();
        throw error.Code switch
        {
            nameof(IdentityErrorDescriber.DuplicateUserName) => new ConflictException($"The user {userName} already exists; choose another name."),
            nameof(IdentityErrorDescriber.InvalidUserName) => new InvalidInputException("A user name consists of letters, digits and - . _ @ +.", "UserName"),
            nameof(IdentityErrorDescriber.ConcurrencyFailure) => new ConflictException($"Somebody else changed {userName} at the same moment; reload the page and try again."),
            nameof(IdentityErrorDescriber.PasswordMismatch) => new InvalidInputException("This is not your current password.", "CurrentPassword"),
            nameof(IdentityErrorDescriber.PasswordTooShort) => new InvalidInputException("A password needs 12 characters or more.", "Password"),
            nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) => new InvalidInputException("A password needs 4 different characters or more.", "Password"),
            _ => new InvalidInputException(error.Description, error.Code.StartsWith("Password", StringComparison.Ordinal) ? "Password" : null),
        };
    }
}
