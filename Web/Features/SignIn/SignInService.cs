using Microsoft.AspNetCore.Identity;
using Panel.Web.Auth;
using Panel.Web.Operations;

namespace Panel.Web.Features.SignIn;

/// <summary>Signs people in. Nobody comes in unrecorded: the audit row is written before the cookie is set.</summary>
public sealed class SignInService(PanelSignInManager signIn, UserManager<PanelUser> users, IPasswordHasher<PanelUser> hasher, IAuditTrail audit, TimeProvider time)
{
    // Verified against for an unknown name, so that the time of the answer does not tell which names exist.
    private static readonly PanelUser Nobody = new();
    private static string? _nobodysHash;

    /// <summary>Signs in and returns null, or the sentence that says why not.</summary>
    public async Task<string?> SignInAsync(string userName, string password, HttpContext context)
    {
        var actor = Actor.Anonymous(context.RemoteAddress());
        var user = await users.FindByNameAsync(userName);
        if (user is null)
        {
            _nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
            hasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
            return await RefuseAsync(actor, userName, "There is no such user.", "User name or password is wrong.", context);
        }

        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (result.IsLockedOut)
        {
            return await RefuseAsync(actor, user.UserName!, "Too many wrong passwords.", "Too many attempts for this account; wait five minutes, or have an administrator reset the password.", context);
        }

        if (!result.Succeeded)
        {
            return await RefuseAsync(actor, user.UserName!, result.IsNotAllowed ? "The account is disabled." : "The password was wrong.", "User name or password is wrong.", context);
        }

        await audit.RecordAsync(actor with { Kind = ActorKind.User, UserId = user.Id, UserName = user.UserName! }, SessionOperations.SignIn, user.UserName!,
            AuditResult.Succeeded, null, null, context.RequestAborted);
        user.LastSignInAt = time.GetUtcNow().UtcDateTime;
        await users.UpdateAsync(user);
        await signIn.SignInAsync(user, isPersistent: false);
        return null;
    }

    private async Task<string> RefuseAsync(Actor actor, string target, string reason, string answer, HttpContext context)
    {
        await audit.RecordAsync(actor, SessionOperations.SignIn, target, AuditResult.Refused, reason, null, context.RequestAborted);
        return answer;
    }
}
