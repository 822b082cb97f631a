using Panel.Web.Components;

namespace Panel.Web.Auth;

/// <summary>Adds headers to every answer that tell the browser what this panel never does.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // MudBlazor sets style attributes, so styles may be inline. Scripts come from this panel's files only. The exception is the script that
    // the page needs when these files do not load; the policy allows it by its hash.
    private static readonly string ContentSecurityPolicy =
        $"default-src 'self'; script-src 'self' {BootScript.Source}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        return next(context);
    }
}
