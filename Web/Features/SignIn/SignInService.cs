using Microsoft.AspNetCore.Identity;
using Panel.Web.Auth;
using Panel.Web.Operations;

namespace Panel.Web.Features.SignIn;

/// <summary>Signs people in. Nobody comes in unrecorded: the audit row is written before the cookie is set.</summary>
/// <remarks>A name that exists, one that does not and a disabled one take the same way: one look into the database, one hash, one audit row, one sentence.</remarks>
public sealed class SignInService(
    PanelSignInManager signIn, UserManager<PanelUser> users, IPasswordHasher<PanelUser> hasher, SignInThrottle throttle, HashGate gate, IAuditTrail audit, TimeProvider time)
{
    private const string Wrong = "User name or password is wrong.";
    private const string Locked = "Too many wrong passwords came from your address; wait five minutes, or run \"panel unlock\" on the machine.";
    private const string Busy = "Too many people sign in at this moment; try again in a few seconds.";

    // Verified against for an unknown name, so that the time of the answer does not tell which names exist.
    private static readonly PanelUser Nobody = new();
    private static string? _nobodysHash;

    /// <summary>Signs in and returns null, or the sentence that says why not.</summary>
    public async Task<string?> SignInAsync(string userName, string password, HttpContext context)
    {
        var address = context.RemoteAddress();
        var actor = Actor.Anonymous(address);
        var user = await users.FindByNameAsync(userName);
        if (!throttle.TryBegin(address, userName, user?.UnlockedAt))
            return await RefuseAsync(actor, userName, "Too many wrong passwords from this address.", Locked, context);

        var right = await gate.RunAsync(address, () => VerifyAsync(user, password), context.RequestAborted);
        if (right is null)
        {
            throttle.Succeed(address, userName);
            return Busy;
        }

        if (user is null || right == false || user.Disabled)
            return await RefuseAsync(actor, userName, user is null ? "There is no such user." : right == false ? "The password was wrong." : "The account is disabled.", Wrong, context);

        throttle.Succeed(address, userName);
        await audit.RecordAsync(actor with { Kind = ActorKind.User, UserId = user.Id, UserName = user.UserName! }, SessionOperations.SignIn, user.UserName!,
            AuditResult.Succeeded, null, null, context.RequestAborted);
        user.LastSignInAt = time.GetUtcNow().UtcDateTime;
        await users.UpdateAsync(user);
        await signIn.SignInAsync(user, isPersistent: false);
        return null;
    }

    private Task<bool> VerifyAsync(PanelUser? user, string password)
    {
        if (user is not null) return users.CheckPasswordAsync(user, password);
        _nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        hasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
        return Task.FromResult(false);
    }

    private async Task<string> RefuseAsync(Actor actor, string target, string reason, string answer, HttpContext context)
    {
        await audit.RecordAsync(actor, SessionOperations.SignIn, target, AuditResult.Refused, reason, null, context.RequestAborted);
        return answer;
    }
}
