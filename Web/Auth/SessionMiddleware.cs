using System.Security.Claims;

namespace Panel.Web.Auth;

/// <summary>Notes the address in the session's claims, where circuits and hubs find it, and cuts a socket whose session ends.</summary>
internal sealed class SessionMiddleware(RequestDelegate next, SessionWatch sessions)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.User.Identity is not ClaimsIdentity { IsAuthenticated: true } identity)
        {
            await next(context);
            return;
        }

        if (context.RemoteAddress() is { } address) identity.AddClaim(new Claim(PrincipalExtensions.RemoteAddressClaim, address));
        using var session = AuthPaths.IsSocket(context.Request.Path) && context.User.UserId() is { } id && context.User.SecurityStamp() is { } stamp
            ? sessions.Watch(id, stamp, context.Abort)
            : null;
        await next(context);
    }
}
