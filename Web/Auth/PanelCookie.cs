using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Panel.Web.Configuration;

namespace Panel.Web.Auth;

/// <summary>The session's cookie.</summary>
public static class PanelCookie
{
    /// <summary>Adds the cookie as the only way to sign in.</summary>
    public static void AddPanelCookie(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<PanelOptions>((cookie, panel) =>
        {
            cookie.Cookie.Name = panel.InstanceName() + "-session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.Path = "/";
            // Lax, so that a link to a container in a chat works; every change is a POST or a WebSocket, and both check the origin.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.CookieManager = new HostPrefixCookieManager();
            cookie.ExpireTimeSpan = UserSessions.IdleEnd;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = AuthPaths.SignIn;
            cookie.AccessDeniedPath = AuthPaths.Denied;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnValidatePrincipal = ValidateAsync;
            cookie.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => AnswerAsync(context, StatusCodes.Status403Forbidden);
        });
    }

    // Every request checks that its session is still valid; a panel has few requests. Identity's own validator would renew the cookie each
    // time.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (SessionKey.Of(context.Principal) is { } session
            && await http.RequestServices.GetRequiredService<UserSessions>().UseAsync(session, http.RemoteAddress(), http.RequestAborted)) return;
        context.RejectPrincipal();
        await http.SignOutAsync(context.Scheme.Name);
    }

    // A browser that opens a page is redirected; a script or a socket gets the status.
    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (HttpMethods.IsGet(context.Request.Method) && !AuthPaths.IsSocket(context.Request.Path) && !context.Request.IsUpgrade())
            context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
        else
            context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
