using System.Security.Claims;
using Panel.Engine.Contract;

namespace Panel.Web.Auth;

/// <summary>Adds the caller's address to the session's claims, where circuits and hubs find it, and cuts requests that may last when their
/// session ends: sockets, whatever is only read, and uploads with the <see cref="EndsWithSession"/> mark.</summary>
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
        var lasts = AuthPaths.IsSocket(context.Request.Path) || HttpMethods.IsGet(context.Request.Method) || context.GetEndpoint()?.Metadata.GetMetadata<EndsWithSession>() is not null;
        var cut = false;
        using var session = lasts && SessionKey.Of(context.User) is { } key ? sessions.Watch(key, Cut) : null;
        try
        {
            await next(context);
        }
        catch (Exception end) when (cut && end is (OperationCanceledException or NotPermittedException))
        {
            // The session's end cancelled the request; nobody reads an answer.
        }

        void Cut()
        {
            cut = true;
            context.Abort();
        }
    }
}
