namespace Panel.Web.Auth;

/// <summary>Rejects sockets that another site opens in a signed-in person's browser: the same-origin rule does not cover WebSockets.</summary>
internal sealed class OriginCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!AuthPaths.IsSocket(context.Request.Path) || IsOurs(context.Request)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("This address takes requests from the panel's own pages only (header Origin).", context.RequestAborted);
    }

    internal static bool IsOurs(HttpRequest request)
    {
        var origins = request.Headers.Origin;

        // A browser always sends the origin of a WebSocket, but not of a plain GET from the same page.
        if (origins.Count == 0) return !request.IsUpgrade();
        if (origins.Count > 1 || !Uri.TryCreate(origins[0], UriKind.Absolute, out var origin) || origin.Scheme is not ("http" or "https")) return false;

        // Behind a proxy that ends TLS, the panel sees http where the browser sees https, never the other way round.
        if (request.IsHttps && origin.Scheme != "https") return false;
        var port = origin.Scheme == "https" ? 443 : 80;
        var host = request.Host.Port is { } given && given != port ? $"{request.Host.Host}:{given}" : request.Host.Host;
        return string.Equals(origin.Authority, host, StringComparison.OrdinalIgnoreCase);
    }
}
