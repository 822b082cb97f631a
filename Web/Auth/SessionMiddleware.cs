using System.Security.Claims;

namespace Panel.Web.Auth;

/// <summary>Notes the address in the session's claims, where circuits and hubs find it, and cuts what lasts when its session ends: sockets, and requests marked so.</summary>
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
        var lasts = AuthPaths.IsSocket(context.Request.Path) || context.GetEndpoint()?.Metadata.GetMetadata<EndsWithSession>() is not null;
        var cut = false;
        using var session = lasts && SessionKey.Of(context.User) is { } key ? sessions.Watch(key, Cut) : null;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (cut)
        {
            // As it was to; there is nobody left to answer.
        }

        void Cut()
        {
            cut = true;
            context.Abort();
        }
    }
}
