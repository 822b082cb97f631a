using System.Buffers.Binary;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Panel.Web.Auth;
using Panel.Web.Operations;

namespace Panel.Web.Features.SignIn;

/// <summary>Signs people in. Every sign-in is recorded: the audit row is written before the cookie is set.</summary>
/// <remarks>Existing, unknown and disabled names all take the same path: one database query, one hash, one audit row, one sentence. An
/// address that is locked out for a name costs no hash, whether the name exists or not.</remarks>
public sealed class SignInService(
    PanelSignInManager signIn, UserManager<PanelUser> users, IPasswordHasher<PanelUser> hasher, SignInThrottle throttle, HashGate gate, IAuditTrail audit, TimeProvider time,
    IOptions<PasswordHasherOptions> hashing)
{
    private const string Wrong = "User name or password is wrong.";
    private const string Locked = "Too many wrong passwords came from your address; wait five minutes, or run \"panel unlock\" on the machine.";
    private const string Busy = "Too many people are signing in right now; try again in a few seconds.";

    private static readonly TimeSpan BusyTime = TimeSpan.FromSeconds(5);

    // The hash to verify for an unknown name, so that the response time does not reveal which names exist.
    private static readonly PanelUser Nobody = new();
    private readonly string _nobodysHash = HashOfNothing(hashing.Value.IterationCount);

    /// <summary>Signs in and returns null, or a sentence that says why not.</summary>
    public async Task<string?> SignInAsync(string userName, string password, HttpContext context)
    {
        var address = context.RemoteAddress();
        var actor = Actor.Anonymous(address);
        var user = await users.FindByNameAsync(userName);
        if (!throttle.TryBegin(address, userName, user?.UnlockedAt))
        {
            Refuse(context, StatusCodes.Status429TooManyRequests, SignInThrottle.LockTime);
            return await RefuseAsync(actor, userName, "Too many wrong passwords from this address.", Locked, context);
        }

        var right = await gate.RunAsync(address, () => VerifyAsync(user, password), context.RequestAborted);
        if (right is null)
        {
            throttle.Withdraw(address, userName);
            Refuse(context, StatusCodes.Status503ServiceUnavailable, BusyTime);
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
        if (user?.PasswordHash is not null) return users.CheckPasswordAsync(user, password);
        hasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
        return Task.FromResult(false);
    }

    /// <summary>A hash that no password matches, in the form of Identity's third version (PasswordHasher): its marker, SHA-512, the rounds,
    /// the salt's length, salt and key.</summary>
    internal static string HashOfNothing(int rounds)
    {
        const int Salt = 16, Key = 32;
        var hash = new byte[13 + Salt + Key];
        hash[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(1), 2);
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(5), rounds);
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(9), Salt);
        return Convert.ToBase64String(hash);
    }

    // The page with the sentence comes with this status.
    private static void Refuse(HttpContext context, int status, TimeSpan wait)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<string> RefuseAsync(Actor actor, string target, string reason, string answer, HttpContext context)
    {
        await audit.RecordAsync(actor, SessionOperations.SignIn, target, AuditResult.Refused, reason, null, context.RequestAborted);
        return answer;
    }
}
