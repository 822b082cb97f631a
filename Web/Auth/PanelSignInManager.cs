using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Panel.Web.Auth;

/// <summary>Identity's sign-in manager, which also rejects disabled accounts and stores the sessions.</summary>
public sealed class PanelSignInManager(
    UserManager<PanelUser> users, IHttpContextAccessor http, IUserClaimsPrincipalFactory<PanelUser> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<PanelUser>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<PanelUser> confirmation,
    UserSessions sessions, SessionWatch watch)
    : SignInManager<PanelUser>(users, http, claims, options, logger, schemes, confirmation)
{
    /// <inheritdoc />
    public override async Task<bool> CanSignInAsync(PanelUser user) => !user.Disabled && await base.CanSignInAsync(user);

    /// <summary>Begins a session and sets its cookie. If the request has the cookie of another session, that session ends.</summary>
    public override async Task SignInWithClaimsAsync(PanelUser user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        await EndAsync();
        var id = await sessions.BeginAsync(user.Id, Context.RemoteAddress(), Context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null, Context.RequestAborted);
        await base.SignInWithClaimsAsync(user, authenticationProperties, [.. additionalClaims, new Claim(SessionKey.IdClaim, id)]);
    }

    /// <summary>Ends the session, so that no copy of its cookie works any more.</summary>
    public override async Task SignOutAsync()
    {
        await EndAsync();
        await base.SignOutAsync();
    }

    private async Task EndAsync()
    {
        if (SessionKey.Of(Context.User) is not { } session) return;
        await sessions.EndAsync(session.UserId, session.Id, null, Context.RequestAborted);
        watch.AskNow();
    }
}
